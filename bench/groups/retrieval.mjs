/** `--only retrieval`: questions to a collection of a hundred thousand passages. Product only. */
import { line } from '../report/results.mjs';
import { runRetrieval } from '../workloads/retrieval.mjs';

const metrics = [
  'text_p50_ms',
  'text_p95_ms',
  'filtered_p95_ms',
  'vector_p95_ms',
  'pgvector_p95_ms',
  'passages_per_s',
];

/** Measures into `bench.results`; resolves with the lines of this group. */
export async function retrievalGroup(bench) {
  const { servers, dose, results, say } = bench;
  await bench.measure('retrieval', 'product', () => runRetrieval(servers, { ...dose, say }));
  return metrics
    .filter((metric) => results.value('retrieval', 'product', metric) !== null)
    .map((metric) => line('retrieval', metric, { product: results.value('retrieval', 'product', metric) }));
}
