/** `--only stream`: those who follow runs live. Product only. */
import { line } from '../report/results.mjs';
import {
  runBreaks,
  runCost,
  runDeafness,
  runFollow,
  runRevocation,
  runSlowReaders,
} from '../workloads/stream.mjs';

const workloads = [
  { name: 'follow', run: runFollow, metrics: ['p50_ms', 'p95_ms', 'wrong_sequences'] },
  { name: 'breaks', run: runBreaks, metrics: ['wrong_sequences'] },
  { name: 'slow', run: runSlowReaders, metrics: ['grown_mb', 'wrong_sequences'] },
  { name: 'deaf', run: runDeafness, metrics: ['heal_s', 'slowest_ms', 'wrong_sequences'] },
  { name: 'revoked', run: runRevocation, metrics: ['closed_s'] },
  { name: 'cost', run: runCost, metrics: ['off_steps_per_s', 'on_steps_per_s', 'drop'] },
];

/** Measures into `bench.results`; resolves with the lines of this group. */
export async function streamGroup(bench) {
  const { servers, product, dose, results, wants } = bench;
  for (const { name, run } of workloads)
    if (wants(name)) await bench.measure('stream', name, () => run(servers, product, dose));
  return workloads
    .filter(({ name }) => results.has('stream', name))
    .flatMap(({ name, metrics }) =>
      metrics.map((metric) =>
        line('stream', metric, {
          ...{ product: results.value('stream', name, metric), peer: name },
          noisy: results.isNoisy('stream', name),
        }),
      ),
    );
}
