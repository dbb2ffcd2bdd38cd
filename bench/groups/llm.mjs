/** `--only llm`: what a call of a model takes beyond the answer of its provider. Product only. */
import { line } from '../report/results.mjs';
import { runModelCalls } from '../workloads/llm.mjs';

const workloads = [
  {
    name: 'alone',
    atOnce: 1,
    metrics: ['overhead_p50_ms', 'overhead_p95_ms', 'whole_p50_ms', 'whole_p95_ms'],
  },
  { name: 'fifty', atOnce: 50, metrics: ['whole_p50_ms', 'whole_p95_ms', 'calls_per_s'] },
];

/** Measures into `bench.results`; resolves with the lines of this group. */
export async function llmGroup(bench) {
  const { servers, product, dose, results, wants, options } = bench;
  for (let round = 1; round <= options.rounds; round += 1)
    for (const { name, atOnce } of workloads)
      if (wants(name))
        await bench.measure('llm', name, () => runModelCalls(servers, product, { ...dose, atOnce }));
  return workloads.flatMap(({ name, metrics }) =>
    metrics
      .filter(() => results.has('llm', name))
      .map((metric) =>
        line('llm', metric, {
          product: results.value('llm', name, metric),
          peer: name,
          noisy: results.isNoisy('llm', name),
        }),
      ),
  );
}
