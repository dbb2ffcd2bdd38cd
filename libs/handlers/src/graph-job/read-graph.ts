import type { JsonObject } from '@maestro/dsl';
import { graphLimits, type Edge, type GraphData } from '@maestro/graphs';
import { MaestroError } from '@maestro/problems';
import { abortReason } from '../abort-reason';
import type { HandlerContext } from '../contract';

export interface GraphInput {
  directed?: boolean;
  nodes?: string[];
  edges?: Edge[];
  dataset?: string;
  source?: string;
  target?: string;
  weight?: string;
}

/** @throws MaestroError `not-found`, `validation-failed` where a record is no edge, `limit-exceeded` */
export async function readGraph(given: GraphInput, ctx: HandlerContext): Promise<GraphData> {
  const { directed, nodes, edges, dataset } = given;
  if (edges) return { directed, nodes, edges };
  const read: Edge[] = [];
  for (let after: string | null = null; ;) {
    if (ctx.signal.aborted) throw abortReason(ctx.signal);
    const page = await ctx.datasets.read({ dataset: dataset ?? '', after });
    for (const { key, data } of page.records) read.push(edgeOf(key, data, given));
    if (read.length > graphLimits.edges)
      throw new MaestroError('limit-exceeded', `The dataset has more than ${graphLimits.edges} records.`);
    ctx.heartbeat();
    if (page.next === null) return { directed, nodes, edges: read };
    after = page.next;
  }
}

function edgeOf(
  key: string,
  data: JsonObject,
  { source: sourceField = 'source', target: targetField = 'target', weight: weightField }: GraphInput,
): Edge {
  const [source, target] = [nodeOf(data, sourceField), nodeOf(data, targetField)];
  if (source === null) throw noEdge(key, sourceField, 'a name or a whole number');
  if (target === null) throw noEdge(key, targetField, 'a name or a whole number');
  if (weightField === undefined) return { source, target };
  const weight = own(data, weightField);
  if (typeof weight !== 'number' || !(weight > 0)) throw noEdge(key, weightField, 'a number above zero');
  return { source, target, weight };
}

function nodeOf(data: JsonObject, field: string): string | null {
  const value = own(data, field);
  if (Number.isSafeInteger(value)) return String(value);
  const named = typeof value === 'string' && value.length > 0 && value.length <= graphLimits.idLength;
  return named ? value : null;
}

function own(data: JsonObject, field: string): unknown {
  return Object.hasOwn(data, field) ? data[field] : undefined;
}

function noEdge(key: string, field: string, wanted: string): MaestroError {
  const record = JSON.stringify(key.slice(0, 64));
  return new MaestroError(
    'validation-failed',
    `The record ${record} is no edge: its field ${JSON.stringify(field)} is not ${wanted}.`,
  );
}
