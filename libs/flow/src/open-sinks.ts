import type { Plan } from '@maestro/dsl';
import { bodyAt, edgeAt, nodeAt } from './plan-index';

/**
 * The nodes of the top level to count in order to know that a run is over, by rising index.
 *
 * A node that an edge joins into a `join: all` successor needs no counting: that successor cannot end before it.
 * What remains are nodes without a way out, and those that lead only to `join: any` nodes, which may end first.
 * Once all of these have ended, every node of the top level has, and with a map or a loop all that was in it.
 */
export function openSinks(plan: Plan): number[] {
  return plan.nodes.slice(0, plan.top).flatMap((_, node) => (isOpenSink(plan, node) ? [node] : []));
}

/**
 * Whether the end of this node is counted: at the top level by its run; in a body, where only the last node is, by its
 * map or loop; of a compensation or `on_failure` by the run that waits for it. Throws RangeError for an unknown node.
 */
export function isOpenSink(plan: Plan, node: number): boolean {
  const { body, out } = nodeAt(plan, node);
  if (body !== null) return bodyAt(plan, body).result === node;
  return !out.some((index) => nodeAt(plan, edgeAt(plan, index).to).join === 'all');
}
