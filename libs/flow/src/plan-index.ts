import type { Plan, PlanBody, PlanEdge, PlanNode } from '@maestro/dsl';

/** The node of this index. Throws RangeError: an index from outside the plan is a fault of the caller. */
export function nodeAt(plan: Plan, n: number): PlanNode {
  const node = plan.nodes[n];
  if (!node) throw new RangeError(`the plan has no node ${n}`);
  return node;
}

/** The edge of this index. Throws RangeError like `nodeAt`. */
export function edgeAt(plan: Plan, index: number): PlanEdge {
  const edge = plan.edges[index];
  if (!edge) throw new RangeError(`the plan has no edge ${index}`);
  return edge;
}

/** The body of this index. Throws RangeError like `nodeAt`. */
export function bodyAt(plan: Plan, index: number): PlanBody {
  const body = plan.bodies[index];
  if (!body) throw new RangeError(`the plan has no body ${index}`);
  return body;
}
