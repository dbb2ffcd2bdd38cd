import { render, type Json, type Plan, type Scope } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { ClaimedTask } from '../claim-tasks';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';

const frozenInput = statement('frozen_input');

const covered = new WeakMap<Plan, ReadonlySet<number>>();

/** Nodes whose input some approval shows. */
function coveredNodes(plan: Plan): ReadonlySet<number> {
  let nodes = covered.get(plan);
  if (!nodes)
    covered.set(plan, (nodes = new Set(plan.nodes.flatMap(({ approval }) => approval?.covers ?? []))));
  return nodes;
}

/**
 * The input of an attempt: as it was shown to whoever approved it, else rendered now.
 *
 * @throws MaestroError as `render` does
 */
export async function inputOf(
  engine: Engine,
  task: Pick<ClaimedTask, 'run' | 'node' | 'n'>,
  scope: Scope,
): Promise<Json> {
  if (coveredNodes(task.run.plan).has(task.node)) {
    const { tenantId, runId } = task.run.ref;
    const [frozen] = await engine.database.query<{ input: Json }>(frozenInput, [tenantId, runId, task.n]);
    if (frozen) return frozen.input;
  }
  return render(planNode(task).with, scope);
}
