import { parentPort, workerData } from 'node:worker_threads';
import type { Json } from '@maestro/dsl';
import { compute } from '@maestro/graphs';
import { capProblem, MaestroError } from '@maestro/problems';
import type { FromThread, GraphTask } from './words';

/** Entry of the thread that computes: one job, then it ends. */
const { graph, compute: asked } = workerData as GraphTask;
const say = (word: FromThread) => parentPort?.postMessage(word);

try {
  const report = (fraction: number) => say({ kind: 'progress', fraction });
  say({ kind: 'done', answer: compute(graph, asked, report) as Json });
} catch (error) {
  if (!(error instanceof MaestroError)) throw error;
  say({ kind: 'failed', problem: capProblem(error.toProblem()) });
}
