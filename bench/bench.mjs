/** One bench: servers, contestants, the chosen groups, and their lines. */
import { engineGroup } from './groups/engine.mjs';
import { startServers } from './measure/servers.mjs';
import { loadPeers } from './peers/index.mjs';
import { product } from './product/contestant.mjs';
import { progressLine } from './report/progress.mjs';
import { Results } from './report/results.mjs';

const groups = { engine: engineGroup };

/** Measures what `options` ask for on servers of its own; resolves with the lines of the result. */
export async function runBench(options, say) {
  const peers = await loadPeers(options.peers, (name, error) =>
    say(`${name} is left out: ${reasonOf(error)}`),
  );
  const servers = await startServers();
  const results = new Results();
  /** A contestant that cannot be measured is left out of this workload; the bench goes on. */
  const measure = async (workload, contestant, work) => {
    try {
      const figures = await work();
      results.add(workload, contestant, figures);
      say(progressLine(workload, contestant, figures));
      return figures;
    } catch (error) {
      say(`${workload.padEnd(10)} ${contestant.padEnd(16)} left out: ${reasonOf(error)}`);
      return null;
    }
  };
  const bench = { options, say, servers, product, peers, results, measure };
  try {
    const lines = [];
    for (const name of options.only ? [options.only] : ['engine']) lines.push(...(await groups[name](bench)));
    return lines;
  } finally {
    await servers.stop();
  }
}

function reasonOf(error) {
  return error.message.split('\n')[0];
}
