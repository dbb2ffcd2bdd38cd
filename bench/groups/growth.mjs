/** `--only growth`: W3 with a long history, against W3 on an empty database, interleaved. */
import { line } from '../report/results.mjs';
import { rounded } from '../measure/statistics.cjs';
import { runEngineWorkload } from '../workloads/engine.mjs';

/** Fills a database of the product once and keeps it for all rounds; peers with a prefill make theirs each time. */
export async function growthGroup(bench) {
  const { options, servers, product, results, say } = bench;
  const contestants = [product, ...bench.peers.filter(({ prefills }) => prefills && options.peersGiven)];
  const dose = { workload: 'w3', ...bench.dose, checkpoint: true };
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const contestant of contestants) {
      const { name } = contestant;
      await bench.measure('growth', `${name}, empty`, () => runEngineWorkload(servers, contestant, dose));
      if (round === 1)
        say(`growth     ${name}: making ${options.prefill.toLocaleString('en')} finished runs …`);
      await bench.measure('growth', `${name}, filled`, () =>
        runEngineWorkload(servers, contestant, { ...dose, prefilled: options.prefill, keep: 'history' }),
      );
    }
  }
  return contestants.flatMap(({ name }) => linesOf(results, name));
}

function linesOf(results, name) {
  const product = results.value('growth', `${name}, filled`, 'steps_per_s');
  const peerValue = results.value('growth', `${name}, empty`, 'steps_per_s');
  if (product === null || peerValue === null) return [];
  if (name !== 'product')
    return [line('growth', 'ratio', { peer: name, peerValue: rounded(product / peerValue) })];
  return [
    line('growth', 'steps_per_s', { product, peer: 'empty', peerValue }),
    line('growth', 'ratio', { product: rounded(product / peerValue) }),
  ];
}
