import type { Json } from '@maestro/dsl';
import type { Computation } from '@maestro/graphs';
import { MaestroError } from '@maestro/problems';
import type { Handler } from '../contract';
import { readGraph, type GraphInput } from './read-graph';
import { runThread, threadEntry } from './run-thread';
import { graphJobInput, graphJobOutput } from './schema';

export interface GraphJobInput {
  graph?: GraphInput;
  compute: Computation;
}

/**
 * Asks one question of one graph, in a thread of its own. `entry` is the file of the thread: the built one, also where the
 * sources run as they are.
 */
export function createGraphJobHandler(entry = threadEntry): Handler<GraphJobInput> {
  return {
    ref: 'graph_job',
    description: 'Computes components, ranks, communities, paths, cores or likeness of a graph.',
    input: graphJobInput,
    output: graphJobOutput,
    enabledByDefault: true,
    async execute({ graph, compute }, ctx): Promise<Json> {
      requireFit(graph, compute);
      const data = graph && (await readGraph(graph, ctx));
      const report = (fraction: number) => {
        ctx.heartbeat();
        ctx.progress(fraction);
      };
      return runThread({ graph: data, compute }, { entry, signal: ctx.signal, report });
    },
  };
}

/** Every algorithm needs a graph, save the one that makes it. */
function requireFit(graph: GraphInput | undefined, compute: Computation): void {
  const makes = compute.similarity !== undefined;
  if (makes === (graph === undefined)) return;
  const message = makes ? '`similarity` makes a graph and takes none.' : 'An algorithm needs a graph.';
  throw new MaestroError('validation-failed', message, {
    errors: [{ pointer: makes ? '/graph' : '', code: 'validation-failed', message }],
  });
}
