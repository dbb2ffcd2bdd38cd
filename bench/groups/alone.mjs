/** What the product is measured at by itself: starts, maps, an idle stack, recovery; and the limits of the machine. */
import { line } from '../report/results.mjs';
import { runIdle } from '../workloads/idle.mjs';
import { runLimits } from '../workloads/limits.mjs';
import { runMap } from '../workloads/map.mjs';
import { runLeaderDeath, runLostQueue, runWorkerDeath } from '../workloads/recovery.mjs';
import { runBulkStarts, runHttpStarts } from '../workloads/starts.mjs';

/** `once`: takes long and varies little, so that one round is enough. `as`: the row's name where it is not `product`. */
const workloads = [
  { workload: 'start_bulk', run: runBulkStarts, metrics: ['p50_ms', 'p99_ms'] },
  { workload: 'start_http', run: runHttpStarts, metrics: ['p50_ms', 'p99_ms'] },
  { workload: 'map', run: runMap, metrics: ['rss_mb'] },
  { workload: 'idle', run: runIdle, metrics: ['queries_per_min', 'rss_mb'], once: true },
  { workload: 'recovery', as: 'worker', run: runWorkerDeath, metrics: ['recovery_p99_s'], once: true },
  { workload: 'recovery', as: 'leader', run: runLeaderDeath, metrics: ['recovery_p99_s'], once: true },
  { workload: 'recovery', as: 'redis', run: runLostQueue, metrics: ['recovery_p99_s'], once: true },
];

const limits = [
  { metric: 'commits_per_s', peer: 'commits of one row, one connection' },
  { metric: 'rows_per_s', peer: 'rows updated in batches of 500, one connection' },
  { metric: 'redis_ops_per_s', peer: 'commands of Redis, one at a time' },
];

/** One round of those that are wanted. */
export async function measureAlone(bench, round) {
  for (const { workload, as = 'product', run, once } of workloads) {
    if (!bench.wants(workload) || (once && round > 1)) continue;
    await bench.measure(workload, as, () =>
      run(bench.servers, bench.product, { ...bench.dose, say: bench.say }),
    );
  }
  if (bench.wants('limits'))
    await bench.measure('limits', 'machine', () => runLimits(bench.servers, bench.dose));
}

/** Lines of what was measured. */
export function linesOfAlone({ results }) {
  return [...workloads.flatMap((one) => linesOf(results, one)), ...mapLine(results), ...limitLines(results)];
}

function linesOf(results, { workload, as, metrics }) {
  const name = as ?? 'product';
  return metrics.flatMap((metric) => {
    const product = results.value(workload, name, metric);
    if (product === null) return [];
    return [line(workload, metric, { product, peer: as ?? null, noisy: results.isNoisy(workload, name) })];
  });
}

function mapLine(results) {
  const product = results.value('map', 'product', 'steps_per_s');
  if (product === null) return [];
  return [
    line('map', 'steps_per_s', {
      product,
      peer: 'w3',
      peerValue: results.value('w3', 'product', 'steps_per_s'),
    }),
  ];
}

/** The rate of steps in W3 against each limit. */
function limitLines(results) {
  const product = results.value('w3', 'product', 'steps_per_s');
  return limits.flatMap(({ metric, peer }) => {
    const peerValue = results.value('limits', 'machine', metric);
    return peerValue === null ? [] : [line('limits', metric, { product, peer, peerValue })];
  });
}
