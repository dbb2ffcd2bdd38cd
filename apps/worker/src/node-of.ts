import type { PlanNode } from '@maestro/dsl';
import type { ClaimedTask } from '@maestro/engine';
import { MaestroError } from '@maestro/problems';

/** The node that a task is an instance of. */
export function nodeOf({ run, n }: ClaimedTask): PlanNode {
  const node = run.plan.nodes[n];
  if (!node) throw new MaestroError('internal', 'The plan has no such node.');
  return node;
}
