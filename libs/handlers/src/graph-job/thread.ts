import { parentPort, workerData } from 'node:worker_threads';
import type { Json } from '@maestro/dsl';
import { compute } from '@maestro/graphs';
import { capProblem, MaestroError } from '@maestro/problems';
import { askEmbedded } from './cypher/ask-embedded';
import type { FromThread, GraphTask } from './words';

const say = (word: FromThread) => parentPort?.postMessage(word);

async function perform({ graph, compute: asked }: GraphTask): Promise<Json> {
  if (asked.cypher) return askEmbedded(graph ?? { edges: [] }, asked.cypher);
  return compute(graph, asked, (fraction) => say({ kind: 'progress', fraction })) as Json;
}

/** Entry of the thread that computes: one job, then it ends. */
perform(workerData as GraphTask).then(
  (answer) => say({ kind: 'done', answer }),
  (error: unknown) => {
    if (!(error instanceof MaestroError)) throw error;
    say({ kind: 'failed', problem: capProblem(error.toProblem()) });
  },
);
