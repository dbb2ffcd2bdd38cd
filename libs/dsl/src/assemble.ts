import { textOf, type Draft } from './check/draft';
import { assembleNode, type Checked } from './assemble-node';
import { valueOf, type Cursor } from './document/tree';
import type { Json, JsonObject } from './json';
import type { Plan, PlanBody, PlanEdge, PlanNode } from './plan';
import { isObject } from './schema/restrict';

/** Makes the plan of a template in which no fault was found. */
export function assemblePlan(checked: Checked): Plan {
  const { draft, graph, reads, inputs } = checked;
  const edges = draft.edges.map((edge, e): PlanEdge => {
    const ends = graph.edges[e];
    if (!ends) throw new Error(`edge ${e} has no ends`);
    return { ...ends, on: edge.on, when: textOf(edge.when), reads: reads.edges[e] ?? [], case: edge.case };
  });
  const nodes = draft.nodes.map((_, n) => assembleNode(n, checked));
  for (const [e, { from, to }] of edges.entries()) {
    nodes[from]?.out.push(e);
    nodes[to]?.in.push(e);
  }
  const top = draft.scopes[0]?.nodes.width ?? 0;
  const isOpen = (node: PlanNode) => isOpenSink(node, nodes, edges);
  return {
    schema: 2,
    name: draft.name,
    metadata: draft.metadata,
    attestations: draft.attestations,
    nodes,
    edges,
    top,
    bodies: bodiesOf(draft, (n) => isOpen(nodes[n] as PlanNode)),
    inputs,
    outputs: objectOf(draft.outputs),
    summary: textOf(draft.summary),
    result_reads: reads.result,
    secrets: secretsOf(checked),
    env: objectOf(draft.env) ?? {},
    openSinks: nodes.slice(0, top).filter(isOpen).length,
    concurrency: draft.concurrency && { ...draft.concurrency, key: textOf(draft.concurrency.key) ?? 'run' },
    budget: draft.budget,
    deadline_ms: draft.deadline_ms,
    grace_ms: draft.grace_ms,
    on_failure: draft.on_failure,
  };
}

/** What is declared has to be there, whether or not a task names it. */
function secretsOf({ draft, reads }: Checked): string[] {
  const declared = [...(draft.secrets ?? []), ...draft.nodes.flatMap(({ secrets }) => [...(secrets ?? [])])];
  return [...new Set([...declared, ...reads.secrets.flat()])].sort();
}

/** A body has one open sink: where it was written with several, the last node gathers them. */
function bodiesOf({ scopes }: Draft, isOpen: (n: number) => boolean): PlanBody[] {
  return scopes.slice(1).map(({ owner, nodes: { first, width } }) => {
    if (owner === null) throw new Error('a body has no owner');
    const sinks = Array.from({ length: width }, (_, i) => first + i).filter(isOpen);
    const [result] = sinks;
    if (result === undefined || sinks.length > 1) throw new Error(`a body has ${sinks.length} last nodes`);
    return { owner, first, width, result };
  });
}

/** A node that no `join: all` successor waits for: its own end must be counted to know that the run is over. */
function isOpenSink(node: PlanNode, nodes: readonly PlanNode[], edges: readonly PlanEdge[]): boolean {
  return !node.out.some((e) => nodes[edges[e]?.to ?? -1]?.join === 'all');
}

function objectOf(cursor: Cursor | null): JsonObject | null {
  const value: Json = cursor ? valueOf(cursor.tree) : null;
  return isObject(value) ? value : null;
}
