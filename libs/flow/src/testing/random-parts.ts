import type { EdgeDraft, NodeDraft, PlanShape } from './plan-factory';

export interface RandomEdge {
  a: number;
  b: number;
  on: 'success' | 'failure' | 'always';
  when: string | null;
}

export interface RandomNode {
  kind: 'task' | 'decision' | 'map' | 'loop';
  join: 'all' | 'any';
  on_error: 'fail' | 'continue';
  when: string | null;
  /** Always, or in every second item or round. */
  fails: 'always' | 'odd' | null;
  /** Of a decision: which of its edges it is for; beyond them for none. */
  choice?: number;
  /** Of a map. */
  tolerate?: boolean;
  /** Items of a map, rounds of a loop. */
  count?: number;
  /** `max_rounds` of a loop, `max_parallel` of a map. */
  max?: number;
  body?: PartDraft;
}

/** A set of nodes that no edge leaves or enters. Ranks keep its edges from forming a cycle. */
export interface PartDraft {
  nodes: RandomNode[];
  edges: RandomEdge[];
  ranks: number[];
}

interface FlatRun {
  nodes: NodeDraft[];
  edges: EdgeDraft[];
  shape: PlanShape;
  failing: number[];
  flaky: number[];
  counts: Record<number, number>;
  choices: Record<number, number | null>;
}

/** Lays parts within parts out as a plan does: the top level, then body after body. */
export function flatten(draft: PartDraft): FlatRun {
  const flat: FlatRun = {
    nodes: [],
    edges: [],
    shape: { top: draft.nodes.length, bodies: [] },
    failing: [],
    flaky: [],
    counts: {},
    choices: {},
  };
  const waiting: { draft: PartDraft; owner: number | null }[] = [{ draft, owner: null }];
  // The array hands out what is appended while it is walked.
  for (const part of waiting) {
    const first = flat.nodes.length;
    const edges = acyclic(part.draft, first);
    for (const node of part.draft.nodes) {
      const n = flat.nodes.length;
      flat.nodes.push(nodeDraft(flat, node, n, edges));
      if (node.body) waiting.push({ draft: node.body, owner: n });
    }
    flat.edges.push(...edges);
    if (part.owner !== null) closeBody(flat, first, part.owner);
  }
  return flat;
}

/** What a node says of itself; its answers are written down on the way, and spelled out for a real engine. */
function nodeDraft(flat: FlatRun, node: RandomNode, n: number, edges: EdgeDraft[]): NodeDraft {
  const { kind, join, on_error, when, max = 1 } = node;
  if (node.fails === 'always') flat.failing.push(n);
  if (node.fails === 'odd') flat.flaky.push(n);
  if (kind === 'task') return { join, on_error, when };
  if (kind === 'decision') {
    const cases = edges.filter((edge) => edge.from === n && edge.on === 'success');
    for (const edge of cases) Object.assign(edge, { case: true, when: null });
    flat.choices[n] = cases[node.choice ?? 0]?.to ?? null;
    const decision = {
      cases: cases.map(({ to }) => ({ when: String(to === flat.choices[n]), to })),
      default: null,
    };
    return { kind, join, on_error, when, decision };
  }
  const count = node.count ?? 1;
  flat.counts[n] = count;
  // The body comes behind what is laid out: `closeBody` says where.
  if (kind === 'loop') {
    const loop = { until: `round >= ${count}`, until_reads: [], body: -1, max_rounds: max };
    return { kind, join, on_error, when, loop };
  }
  const over = Array.from({ length: count }, (_, index) => index);
  const on_item_failure = node.tolerate ? 'tolerate' : 'fail';
  return { kind, join, on_error, when, map: { over, body: -1, max_parallel: max, on_item_failure } };
}

/** Ends a body with one node that waits for all others, as the compiler does. */
function closeBody(flat: FlatRun, first: number, owner: number): void {
  const result = flat.nodes.length;
  const joined = new Set(
    flat.edges.flatMap(({ from, to }) => (flat.nodes[to]?.join === 'all' && from >= first ? [from] : [])),
  );
  for (let from = first; from < result; from += 1)
    if (!joined.has(from)) flat.edges.push({ from, to: result, on: 'always' });
  flat.nodes.push({ kind: 'collect' });

  const body = flat.shape.bodies.push({ owner, first, width: result + 1 - first, result }) - 1;
  const { map, loop } = flat.nodes[owner] ?? {};
  if (map) map.body = body;
  if (loop) loop.body = body;
}

/** Points every edge up the ranks; drops loops, and what repeats an edge of the same kind. */
function acyclic({ edges, ranks }: PartDraft, first: number): EdgeDraft[] {
  const byName = new Map<string, EdgeDraft>();
  for (const { a, b, on, when } of edges) {
    const from = ranks[Math.min(a, b)];
    const to = ranks[Math.max(a, b)];
    if (from === undefined || to === undefined || from === to) continue;
    byName.set(`${from} ${on} ${to}`, { from: first + from, to: first + to, on, when });
  }
  return [...byName.values()];
}
