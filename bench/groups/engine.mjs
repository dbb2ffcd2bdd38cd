/** `--only engine`: all workloads of the engine, contestants interleaved, round by round. */
import { line } from '../report/results.mjs';
import { runEngineWorkload } from '../workloads/engine.mjs';

const compared = {
  w1: ['p50_ms', 'p99_ms', 'cpu_ms_per_step'],
  w2: ['p50_ms', 'p99_ms', 'cpu_ms_per_step'],
  w3: ['steps_per_s', 'cpu_ms_per_step', 'wal_bytes_per_step'],
  w4: ['runs_per_s', 'cpu_ms_per_step'],
};

/** Measures into `bench.results`; resolves with the lines of this group. */
export async function engineGroup(bench) {
  const { options } = bench;
  const wanted = (name) => options.workloads === null || options.workloads.includes(name);
  const shapes = Object.keys(compared).filter(wanted);
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const workload of shapes)
      for (const contestant of [bench.product, ...bench.peers])
        await bench.measure(workload, contestant.name, () =>
          runEngineWorkload(bench.servers, contestant, { workload, ...doseOf(options) }),
        );
    if (shapes.includes('w3'))
      await bench.measure('w3', 'two workers', () =>
        runEngineWorkload(bench.servers, bench.product, { workload: 'w3', ...doseOf(options), workers: 2 }),
      );
  }
  return shapes.flatMap((workload) => linesOf(bench, workload));
}

function doseOf({ quick, concurrency }) {
  return { quick, concurrency };
}

function linesOf({ results, peers }, workload) {
  const figure = (name, metric) => results.value(workload, name, metric);
  const noisy = (name) => results.isNoisy(workload, name) || results.isNoisy(workload, 'product');
  const lines = compared[workload].flatMap((metric) => {
    const product = figure('product', metric);
    const against = peers
      .filter(({ name }) => results.has(workload, name))
      .map(({ name }) =>
        line(workload, metric, { product, peer: name, peerValue: figure(name, metric), noisy: noisy(name) }),
      );
    return against.length > 0 ? against : [line(workload, metric, { product, noisy: noisy('product') })];
  });
  if (workload !== 'w3') return lines;
  const two = ['steps_per_s', 'cpu_ms_per_step'].map((metric) =>
    line('w3', metric, {
      product: figure('two workers', metric),
      peer: 'one worker',
      peerValue: figure('product', metric),
      noisy: noisy('two workers'),
    }),
  );
  return [...lines, ...two];
}
