/** W1 to W4: what one contestant does with the four shapes of work. See README.md for what each is. */
import { now, pause } from '../measure/clock.mjs';
import { measured } from '../measure/measured.mjs';
import { percentile } from '../measure/statistics.cjs';
import { templates } from '../product/templates.mjs';

/** `runs` by dose; `slow` contestants may need a while for the full one. */
export const engineWorkloads = {
  w1: { kind: 'chain10', mode: latency, runs: { full: 200, quick: 40 }, warmUp: 20 },
  w2: { kind: 'fan100', mode: latency, runs: { full: 30, quick: 10 }, warmUp: 5 },
  w3: { kind: 'chain5', mode: throughput, runs: { full: 10_000, quick: 2_000 }, warmUp: 300 },
  w4: { kind: 'one', mode: throughput, runs: { full: 5_000, quick: 1_000 }, warmUp: 300 },
};

const PATIENCE_MS = 240_000;

/**
 * Opens the contestant, warms it up, measures one workload and closes it again.
 *
 * @returns the figures: `p50_ms`, `p99_ms` or `runs_per_s`, `steps_per_s`; and what `measured` adds
 */
export async function runEngineWorkload(servers, contestant, { workload, quick, ...options }) {
  const { kind, mode, runs, warmUp } = engineWorkloads[workload];
  const session = await contestant.open(servers, { ...options, workload, throughput: mode === throughput });
  try {
    await session.prepare?.(kind);
    // A long history leaves one behind or under way: then it is nobody's advantage.
    if (options.checkpoint) await servers.sql('CHECKPOINT');
    await mode(session, kind, warmUp);
    await pause(300);
    const count = options.runs ?? runs[quick ? 'quick' : 'full'];
    const figures = await measured({ servers, session }, () => mode(session, kind, count));
    await session.verify?.(warmUp + count);
    return figures;
  } finally {
    await session.stop();
  }
}

let serial = 0;

/** One run after another, from the call to the durable end. */
async function latency(session, kind, count) {
  const times = [];
  for (let i = 0; i < count; i += 1) {
    const before = session.tally.ended;
    const id = `r${(serial += 1)}`;
    const began = now();
    if (session.run) {
      await session.run(kind, id);
      times.push(now() - began);
    } else {
      await session.submit(kind, id);
      times.push((await session.tally.ends(before + 1, PATIENCE_MS)) - began);
    }
  }
  return {
    steps: count * templates[kind].steps,
    p50_ms: percentile(times, 0.5),
    p99_ms: percentile(times, 0.99),
  };
}

/** All at once, from the first submission to the last end. */
async function throughput(session, kind, count) {
  const { steps } = templates[kind];
  const before = session.tally.ended;
  const ids = Array.from({ length: count }, () => `r${(serial += 1)}`);
  const began = now();
  const submitting = session.submitMany(kind, ids);
  const [ended] = await Promise.all([session.tally.ends(before + count, PATIENCE_MS), submitting]);
  const seconds = (ended - began) / 1000;
  return { steps: count * steps, runs_per_s: count / seconds, steps_per_s: (count * steps) / seconds };
}
