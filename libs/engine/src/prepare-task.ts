import { evaluateBoolean, type PlanNode, type Scope } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { ClaimedTask } from './claim-tasks';
import type { Engine } from './engine';
import { readPlace } from './places';
import { readScope } from './values';

/** The node that a task is an instance of. Throws `internal` where the plan has none. */
export function planNode({ run, node }: Pick<ClaimedTask, 'run' | 'node'>): PlanNode {
  const found = run.plan.nodes[node];
  if (!found) throw new MaestroError('internal', 'The plan has no such node.');
  return found;
}

/**
 * What the expressions of an attempt see; null where its `when` is false and it is to be skipped.
 *
 * @param now fixed once an attempt, so that all of its expressions agree
 */
export async function prepareTask(engine: Engine, task: ClaimedTask, now: Date): Promise<Scope | null> {
  const { when, reads, previous_reads: previous } = planNode(task);
  const reader = { task: await readerOf(engine, task), reads, previous, now };
  const scope = await readScope(engine, task.run, reader);
  return when === null || evaluateBoolean(when, scope) ? scope : null;
}

/** What undoes a task sees what that task saw. */
async function readerOf(engine: Engine, { run, n, place, compensates }: ClaimedTask) {
  if (compensates === null) return { n, place };
  return { n: compensates, place: await readPlace(engine, run.ref, compensates) };
}
