import type { Draft } from './check/draft';
import type { Graph } from './check/graph';
import type { Reads } from './check/check-names';
import { valueOf, type Cursor } from './document/tree';
import type { Json, JsonObject } from './json';
import type { Plan, PlanEdge, PlanNode } from './plan';
import { plainParts, plainRun } from './plan-defaults';
import { isObject } from './schema/restrict';

interface Checked {
  draft: Draft;
  graph: Graph;
  reads: Reads;
  inputs: JsonObject | null;
}

/** Makes the plan of a template in which no fault was found. */
export function assemblePlan({ draft, graph, reads, inputs }: Checked): Plan {
  const edges = draft.edges.map((edge, e): PlanEdge => {
    const ends = graph.edges[e];
    if (!ends) throw new Error(`edge ${e} has no ends`);
    return { ...ends, on: edge.on, when: textOf(edge.when), reads: reads.edges[e] ?? [], case: false };
  });
  const out = draft.nodes.map((): number[] => []);
  const entering = draft.nodes.map((): number[] => []);
  for (const [e, { from, to }] of edges.entries()) {
    out[from]?.push(e);
    entering[to]?.push(e);
  }
  const nodes = draft.nodes.map((node, n): PlanNode => {
    if (!node.id || !node.ref) throw new Error(`node ${n} has no id or handler`);
    return {
      ...plainParts,
      id: node.id.text,
      kind: 'task',
      ref: node.ref.text,
      with: node.with ? valueOf(node.with.tree) : {},
      when: textOf(node.when),
      join: node.join,
      on_error: node.on_error,
      queue: node.queue,
      retry: node.retry,
      timeout_ms: node.timeout_ms,
      reads: reads.nodes[n] ?? [],
      out: out[n] ?? [],
      in: entering[n] ?? [],
    };
  });
  return {
    ...plainRun,
    schema: 2,
    name: draft.name,
    metadata: draft.metadata,
    nodes,
    edges,
    top: nodes.length,
    inputs,
    outputs: objectOf(draft.outputs),
    summary: textOf(draft.summary),
    result_reads: reads.result,
    env: objectOf(draft.env) ?? {},
    openSinks: nodes.filter((node) => isOpenSink(node, nodes, edges)).length,
  };
}

/** A node that no `join: all` successor waits for: its own end must be counted to know that the run is over. */
function isOpenSink(node: PlanNode, nodes: readonly PlanNode[], edges: readonly PlanEdge[]): boolean {
  return !node.out.some((e) => nodes[edges[e]?.to ?? -1]?.join === 'all');
}

function textOf(cursor: Cursor | null): string | null {
  return cursor?.tree.type === 'scalar' && typeof cursor.tree.value === 'string' ? cursor.tree.value : null;
}

function objectOf(cursor: Cursor | null): JsonObject | null {
  const value: Json = cursor ? valueOf(cursor.tree) : null;
  return isObject(value) ? value : null;
}
