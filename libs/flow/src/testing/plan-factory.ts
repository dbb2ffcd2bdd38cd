import {
  plainMetadata,
  plainParts,
  plainRun,
  type Plan,
  type PlanBody,
  type PlanEdge,
  type PlanNode,
} from '@maestro/dsl';
import { openSinks } from '../open-sinks';

/** What a test says of an edge; the rest is a plain `success` edge. */
export type EdgeDraft = Pick<PlanEdge, 'from' | 'to'> & Partial<PlanEdge>;

/** What a test says of a node; the rest is a plain task without condition or retry. */
export type NodeDraft = Partial<Omit<PlanNode, 'in' | 'out' | 'body'>>;

/** Which nodes stand at the top level, and the bodies behind them. */
export type PlanShape = Pick<Plan, 'top' | 'bodies'>;

/**
 * A plan from drafts: indexes, `in`, `out` and `openSinks` are worked out here, and to which body a node belongs.
 * Without a shape all nodes are at the top level. Trusts that there is no cycle.
 */
export function planOf(
  nodes: NodeDraft[],
  edges: EdgeDraft[],
  { top, bodies }: PlanShape = { top: nodes.length, bodies: [] },
): Plan {
  const leaving = indexesBy(edges, (edge) => edge.from);
  const entering = indexesBy(edges, (edge) => edge.to);
  const plan: Plan = {
    ...plainRun,
    schema: 2,
    top,
    bodies,
    name: null,
    metadata: plainMetadata,
    nodes: nodes.map((draft, n) => ({
      ...plainNode(n),
      ...draft,
      body: bodyOf(bodies, n),
      out: leaving.get(n) ?? [],
      in: entering.get(n) ?? [],
    })),
    edges: edges.map((draft) => ({ on: 'success', when: null, reads: [], case: false, ...draft })),
    inputs: null,
    outputs: null,
    summary: null,
    result_reads: [],
    env: {},
    openSinks: 0,
  };
  return { ...plan, openSinks: openSinks(plan).length };
}

function bodyOf(bodies: PlanBody[], n: number): number | null {
  const index = bodies.findIndex(({ first, width }) => n >= first && n < first + width);
  return index < 0 ? null : index;
}

function plainNode(n: number): PlanNode {
  return {
    ...plainParts,
    id: `n${n}`,
    kind: 'task',
    ref: 'noop',
    with: null,
    when: null,
    join: 'all',
    on_error: 'fail',
    queue: 'default',
    retry: {
      max_attempts: 1,
      backoff: 'fixed',
      delay_ms: 0,
      max_delay_ms: 0,
      max_elapsed_ms: null,
      jitter: 'none',
      on: null,
      not_on: [],
    },
    timeout_ms: 60_000,
    reads: [],
    out: [],
    in: [],
  };
}

function indexesBy(edges: EdgeDraft[], nodeOf: (edge: EdgeDraft) => number): Map<number, number[]> {
  const indexes = new Map<number, number[]>();
  edges.forEach((edge, index) => {
    const known = indexes.get(nodeOf(edge));
    if (known) known.push(index);
    else indexes.set(nodeOf(edge), [index]);
  });
  return indexes;
}
