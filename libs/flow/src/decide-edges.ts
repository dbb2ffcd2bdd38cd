import type { Plan, PlanEdge, PlanNode } from '@maestro/dsl';
import type { TerminalTaskStatus } from '@maestro/state-machine';
import { edgeAt, nodeAt } from './plan-index';

/** How a node ended, after its last attempt. */
export type Outcome = TerminalTaskStatus;

/** What the end of one node means for one successor: amounts by which that successor's counters change. */
export interface Delta {
  /** Index of the successor in the plan. */
  n: number;
  /** Edges decided, whether they fired or not. */
  decided: number;
  fired: number;
  /** Fired edges that are `failure` or `always`: the successor may start even while the run winds down. */
  urgent: number;
}

export interface EdgeDecision {
  /** One for each distinct successor, by rising index. */
  deltas: Delta[];
  /** Of a failure: whether the plan takes care of it, so that the run goes on. Means nothing for other outcomes. */
  handled: boolean;
}

/** A node that has ended, after its last attempt. */
export interface EndedNode {
  /** Index in the plan. */
  node: number;
  outcome: Outcome;
  /** Of a decision that succeeded: the index of the node it decided for; null or left out where it is for none. */
  chosen?: number | null;
}

/** Value of an edge's `when`, given the edge and its index. */
export type EdgeCondition = (edge: PlanEdge, index: number) => boolean;

/**
 * Decides all edges that leave a node which has ended. The deltas name nodes: inside an instance of a body, add its
 * offset to get the numbers of tasks.
 *
 * `evaluate` is asked only about edges that have a `when` and would fire without it. Throws RangeError where the
 * plan has no such node, and whatever `evaluate` throws.
 */
export function decideEdges(plan: Plan, ended: EndedNode, evaluate: EdgeCondition): EdgeDecision {
  const source = nodeAt(plan, ended.node);
  const deltas = new Map<number, Delta>();
  let handled = source.on_error === 'continue';
  for (const index of source.out) {
    const edge = edgeAt(plan, index);
    const fires = isTriggered(edge, source, ended) && (edge.when === null || evaluate(edge, index));
    if (fires && edge.on === 'failure') handled = true;

    const delta = deltas.get(edge.to) ?? { n: edge.to, decided: 0, fired: 0, urgent: 0 };
    delta.decided += 1;
    if (fires) delta.fired += 1;
    if (fires && edge.on !== 'success') delta.urgent += 1;
    deltas.set(edge.to, delta);
  }
  return { deltas: [...deltas.values()].sort((a, b) => a.n - b.n), handled };
}

/** Whether the outcome is one the edge waits for. A skip is nobody's trigger: so it travels on. */
function isTriggered(edge: PlanEdge, source: PlanNode, { outcome, chosen = null }: EndedNode): boolean {
  if (edge.case) return outcome === 'succeeded' && chosen === edge.to;
  switch (edge.on) {
    case 'success':
      return outcome === 'succeeded' || (outcome === 'failed' && source.on_error === 'continue');
    case 'failure':
      return outcome === 'failed';
    case 'always':
      return outcome !== 'skipped';
  }
}
