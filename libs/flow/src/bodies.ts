import type { Plan } from '@maestro/dsl';
import { bodyAt, nodeAt } from './plan-index';

/** The tasks of one new instance of a body, by node: number them with `offsetOf`. Throws RangeError for no such body. */
export function bodyTasks(plan: Plan, bodyIndex: number): { node: number; undecided: number }[] {
  const { first, width } = bodyAt(plan, bodyIndex);
  return Array.from({ length: width }, (_, i) => ({
    node: first + i,
    undecided: nodeAt(plan, first + i).in.length,
  }));
}

/**
 * What to add to a node's index to get the number of its task, within one instance of a body.
 *
 * `base` is the number of the first task of the first instance; `index` that of the item or round, from 0. At the top
 * level the offset is 0. Throws RangeError for no such body.
 */
// eslint-disable-next-line no-restricted-syntax -- four numbers on a hot path, in the order of the contract of plans
export function offsetOf(plan: Plan, bodyIndex: number, base: number, index: number): number {
  const { first, width } = bodyAt(plan, bodyIndex);
  return base + index * width - first;
}
