/** `--only fairness`: a noisy tenant beside fifty quiet ones. Product only. */
import { line } from '../report/results.mjs';
import { runQuietStarts, runShares } from '../workloads/fairness.mjs';

const kinds = ['no-op', '5 s'];

/** Measures into `bench.results`; resolves with the lines of this group. */
export async function fairnessGroup(bench) {
  const { servers, product, dose, results } = bench;
  for (let round = 1; round <= bench.options.rounds; round += 1) {
    for (const kind of kinds)
      await bench.measure('fairness', kind, () => runQuietStarts(servers, product, { ...dose, kind }));
    await bench.measure('fairness', 'shares', () => runShares(servers, product, dose));
  }
  const waits = kinds
    .filter((kind) => results.has('fairness', kind))
    .map((kind) =>
      line('fairness', 'p95_ms', {
        product: results.value('fairness', kind, 'p95_ms'),
        peer: `alone, ${kind}`,
        peerValue: results.value('fairness', kind, 'alone_p95_ms'),
      }),
    );
  const index = results.value('fairness', 'shares', 'jain');
  return index === null ? waits : [...waits, line('fairness', 'jain', { product: index })];
}
