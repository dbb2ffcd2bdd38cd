import {
  measureRuns,
  measures,
  sampleTemplates,
  writeAnomalies,
  type EngineTransaction,
  type Measured,
  type MeasuredRun,
  type NewAnomaly,
} from '@maestro/persistence';
import { scoreOf, UNUSUAL } from './score';

/** What differs by less is nobody's concern: a tenth of a second, a tenth of a cent. */
const floors: Measured = { duration: 100, cost: 1_000 };

/**
 * Compares runs that have ended well with those of the same template before them, and writes down which of them took unusually
 * long or cost unusually much: once for each run and measure, with an event in the history of the run.
 */
export async function recordAnomalies(
  tx: EngineTransaction,
  ended: readonly { tenantId: string; runId: string }[],
): Promise<void> {
  const runs = await measureRuns(tx, ended);
  if (runs.length === 0) return;
  const before = await samplesOf(tx, runs);
  const found: NewAnomaly[] = runs.flatMap((run) =>
    measures.flatMap((measure) => {
      const samples = (before.get(keyOf(run)) ?? []).map((sample) => sample[measure]);
      const told = scoreOf(run[measure], samples, floors[measure]);
      if (!told || told.score <= UNUSUAL) return [];
      const { tenantId, runId, templateId } = run;
      return [
        { tenantId, runId, templateId, measure, value: run[measure], ...told, samples: samples.length },
      ];
    }),
  );
  await writeAnomalies(tx, found);
}

/** Runs of one template that ended at about the same time share what they are compared with. */
async function samplesOf(
  tx: EngineTransaction,
  runs: readonly MeasuredRun[],
): Promise<Map<string, Measured[]>> {
  const firsts = new Map<string, MeasuredRun>();
  for (const run of runs) {
    const known = firsts.get(keyOf(run));
    if (!known || run.runId < known.runId) firsts.set(keyOf(run), run);
  }
  const samples = new Map<string, Measured[]>([...firsts.keys()].map((key) => [key, []]));
  for (const row of await sampleTemplates(tx, [...firsts.values()])) samples.get(keyOf(row))?.push(row);
  return samples;
}

function keyOf({ tenantId, templateId }: { tenantId: string; templateId: string }): string {
  return `${tenantId}/${templateId}`;
}
