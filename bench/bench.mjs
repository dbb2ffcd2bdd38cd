/** One bench: servers, contestants, the chosen groups, and their lines. */
import { engineGroup } from './groups/engine.mjs';
import { fairnessGroup } from './groups/fairness.mjs';
import { growthGroup } from './groups/growth.mjs';
import { llmGroup } from './groups/llm.mjs';
import { retrievalGroup } from './groups/retrieval.mjs';
import { slotsGroup } from './groups/slots.mjs';
import { streamGroup } from './groups/stream.mjs';
import { startServers } from './measure/servers.mjs';
import { loadPeers } from './peers/index.mjs';
import { product } from './product/contestant.mjs';
import { progressLine } from './report/progress.mjs';
import { Results } from './report/results.mjs';

const groups = {
  engine: engineGroup,
  growth: growthGroup,
  fairness: fairnessGroup,
  llm: llmGroup,
  retrieval: retrievalGroup,
  slots: slotsGroup,
  stream: streamGroup,
};
/** Growth writes ten million steps first: only when asked for. */
const usual = ['engine', 'fairness'];

/** Measures what `options` ask for on servers of its own; resolves with the lines of the result. */
export async function runBench(options, say) {
  const peers = await loadPeers(options.peers, (name, error) =>
    say(`${name} is left out: ${reasonOf(error)}`),
  );
  const servers = await startServers();
  const stop = () => void servers.stop().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const bench = { options, say, servers, product, peers, ...recording(say), ...wishes(options) };
  try {
    const lines = [];
    for (const name of options.only ? [options.only] : usual) lines.push(...(await groups[name](bench)));
    return lines;
  } finally {
    await servers.stop();
  }
}

/** What cannot be measured is left out with its reason, and the bench goes on. */
function recording(say) {
  const results = new Results();
  const measure = async (workload, contestant, work) => {
    try {
      const figures = await work();
      results.add(workload, contestant, figures);
      say(progressLine(workload, contestant, figures));
    } catch (error) {
      say(`${workload.padEnd(10)} ${contestant.padEnd(16)} left out: ${reasonOf(error)}`);
    }
  };
  return { results, measure };
}

function wishes({ workloads, quick, concurrency }) {
  return {
    wants: (workload) => workloads === null || workloads.includes(workload),
    dose: { quick, concurrency },
  };
}

function reasonOf(error) {
  return (error.message || String(error)).split('\n')[0];
}
