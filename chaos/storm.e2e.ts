import { join } from 'node:path';
import { summaryOf } from './report';
import { runStorm } from './storm';
import regressions from './seeds.json';

/**
 * A short storm under a new seed, and one under each seed that has ever found something. `MAESTRO_CHAOS_SEED`
 * repeats one.
 */
const fresh = Number(process.env.MAESTRO_CHAOS_SEED ?? Date.now() % 1_000_000);
const seeds = [fresh, ...(regressions as { seed: number }[]).map(({ seed }) => seed)];

it.each(seeds)(
  'the storm of seed %i breaks no invariant',
  async (seed) => {
    const lines: string[] = [];
    const report = await runStorm({
      seed,
      durationMs: 30_000,
      pace: 'dense',
      rate: 4,
      folder: join(__dirname, '..', '.maestro', 'chaos'),
      log: (line) => lines.push(line),
    });
    const { violations, stuck, folder } = report;
    expect({ seed, violations, stuck, lines: violations.length ? [...lines, folder] : [] }).toEqual({
      seed,
      violations: [],
      stuck: [],
      lines: [],
    });
    const summary = summaryOf(report);
    expect(summary.runs).toBeGreaterThan(50);
    expect(summary.faults).toBeGreaterThan(8);
  },
  180_000,
);
