import type { Plan } from '@maestro/dsl';
import { edgeAt, nodeAt } from './plan-index';

/**
 * The nodes to count in order to know that a run is over, by rising index.
 *
 * A node that an edge joins into a `join: all` successor needs no counting: that successor cannot end before it.
 * What remains are nodes without a way out, and those that lead only to `join: any` nodes, which may end first.
 * Once all of these have ended, every node has.
 */
export function openSinks(plan: Plan): number[] {
  return plan.nodes.flatMap((_, n) => (isOpenSink(plan, n) ? [n] : []));
}

/** Whether the end of this node lowers the run's count of open sinks. Throws RangeError for an unknown node. */
export function isOpenSink(plan: Plan, n: number): boolean {
  return !nodeAt(plan, n).out.some((index) => nodeAt(plan, edgeAt(plan, index).to).join === 'all');
}
