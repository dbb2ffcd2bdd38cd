import type { Json } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { Handler } from '../contract';
import { askBolt } from './cypher/ask-bolt';
import { readGraph, type GraphInput } from './read-graph';
import { runThread, threadEntry } from './run-thread';
import { graphJobInput, graphJobOutput } from './schema';
import type { GraphComputation } from './words';

export interface GraphJobInput {
  graph?: GraphInput;
  compute: GraphComputation;
}

/**
 * Asks one question of one graph, in a thread of its own. `entry` is the file of the thread: the built one, also where the
 * sources run as they are.
 */
export function createGraphJobHandler(entry = threadEntry): Handler<GraphJobInput> {
  return {
    ref: 'graph_job',
    description:
      'Computes components, ranks, communities, paths, cores or likeness of a graph, or asks it in Cypher.',
    input: graphJobInput,
    secrets: ['/compute/cypher/user', '/compute/cypher/password'],
    output: graphJobOutput,
    enabledByDefault: true,
    async execute({ graph, compute }, ctx): Promise<Json> {
      requireFit(graph, compute);
      const { url } = compute.cypher ?? {};
      if (compute.cypher && url !== undefined) return askBolt({ ...compute.cypher, url }, ctx);
      const data = graph && (await readGraph(graph, ctx));
      const report = (fraction: number) => {
        ctx.heartbeat();
        ctx.progress(fraction);
      };
      return runThread({ graph: data, compute }, { entry, signal: ctx.signal, report });
    },
  };
}

/** Every question needs a graph, save one that makes it and one that is for a server. */
function requireFit(graph: GraphInput | undefined, compute: GraphComputation): void {
  const has = compute.similarity !== undefined || compute.cypher?.url !== undefined;
  if (has === (graph === undefined)) return;
  const message = has ? 'What is asked brings its own graph and takes none.' : 'There is no graph to ask.';
  throw new MaestroError('validation-failed', message, {
    errors: [{ pointer: has ? '/graph' : '', code: 'validation-failed', message }],
  });
}
