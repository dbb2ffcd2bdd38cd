/** W1 to W4, the product beside its peers. */
import { line } from '../report/results.mjs';
import { engineWorkloads, runEngineWorkload } from '../workloads/engine.mjs';

const compared = {
  w1: ['p50_ms', 'p99_ms', 'cpu_ms_per_step'],
  w2: ['p50_ms', 'p99_ms', 'cpu_ms_per_step'],
  w3: ['steps_per_s', 'cpu_ms_per_step', 'wal_bytes_per_step'],
  w4: ['runs_per_s', 'cpu_ms_per_step'],
};

/** One round of those that are wanted: for each, all contestants in turn. */
export async function measureShapes(bench) {
  const { servers, product, peers, dose } = bench;
  for (const workload of Object.keys(engineWorkloads).filter(bench.wants)) {
    for (const contestant of [product, ...peers])
      await bench.measure(workload, contestant.name, () =>
        runEngineWorkload(servers, contestant, { ...dose, workload }),
      );
    if (workload !== 'w3') continue;
    await bench.measure('w3', 'two workers', () =>
      runEngineWorkload(servers, product, { ...dose, workload, workers: 2 }),
    );
  }
}

/** Lines of what was measured. */
export function linesOfShapes(bench) {
  const shapes = Object.keys(compared).filter((workload) => bench.results.has(workload, 'product'));
  return shapes.flatMap((workload) => [
    ...againstPeers(bench, workload),
    ...(workload === 'w3' ? ofTwoWorkers(bench) : []),
  ]);
}

function againstPeers({ results, peers }, workload) {
  const measured = peers.filter(({ name }) => results.has(workload, name));
  return compared[workload].flatMap((metric) => {
    const product = results.value(workload, 'product', metric);
    const productNoisy = results.isNoisy(workload, 'product');
    if (measured.length === 0) return [line(workload, metric, { product, noisy: productNoisy })];
    const comparable =
      metric === 'wal_bytes_per_step' ? measured.filter(({ logless }) => !logless) : measured;
    return comparable.map(({ name }) => {
      const noisy = productNoisy || results.isNoisy(workload, name);
      return line(workload, metric, {
        product,
        peer: name,
        peerValue: results.value(workload, name, metric),
        noisy,
      });
    });
  });
}

function ofTwoWorkers({ results }) {
  if (!results.has('w3', 'two workers')) return [];
  return ['steps_per_s', 'cpu_ms_per_step'].map((metric) =>
    line('w3', metric, {
      product: results.value('w3', 'two workers', metric),
      peer: 'one worker',
      peerValue: results.value('w3', 'product', metric),
      noisy: results.isNoisy('w3', 'two workers'),
    }),
  );
}
