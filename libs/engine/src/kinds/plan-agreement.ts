import { parseDuration, type JsonObject } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { ClaimedTask } from '../claim-tasks';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';
import { askPeople } from './awaiting-task';

const readQuestion = statement('read_question');

/** Who has to agree to a plan; `none`: nobody. */
export type PlanApproval = 'none' | { approvers?: string[]; quorum?: number; timeout?: string };

/** A plan that is about to run, as people are shown it. */
export interface PlanToRun {
  definition: JsonObject;
  digest: string;
  inputs: JsonObject;
}

const APPROVERS = ['role:owner', 'role:admin', 'role:operator'];

/**
 * Sees to it that people have agreed to a plan: at an approval that covers the task, or asked by the task itself.
 *
 * @throws Suspension while they have not answered
 * @throws MaestroError `approval-rejected`, `approval-timeout`, and `digest-mismatch` where they agreed to something else
 */
export async function agreedPlan(
  engine: Engine,
  task: ClaimedTask,
  { plan, approval }: { plan: PlanToRun; approval: PlanApproval },
): Promise<void> {
  if (approval === 'none' || (await isCovered(engine, task))) return;
  const { approvers = APPROVERS, quorum = 1, timeout } = approval;
  if (quorum > approvers.length && !approvers.some((one) => one.startsWith('role:')))
    throw new MaestroError(
      'out-of-range',
      `${quorum} must agree, and there are ${approvers.length} approvers.`,
    );
  const message = `Run the plan ${plan.digest}?`;
  // In the place where whoever answers is shown what an approval covers.
  const covers: JsonObject = { [planNode(task).id]: { ...plan } };
  const { decision, same, people } = await askPeople(engine, task, {
    ...{ message, approvers, quorum, shown: { message, covers } },
    timeoutMs: timeout === undefined ? null : (parseDuration(timeout) ?? null),
  });
  if (decision === 'rejected')
    throw new MaestroError('approval-rejected', `The plan was rejected by ${people.join(', ')}.`);
  if (decision === 'expired')
    throw new MaestroError('approval-timeout', 'Nobody agreed to the plan in time.');
  if (!same) throw new MaestroError('digest-mismatch', 'What people agreed to is another plan.');
}

/** Whether an approval that covers the task was given: its input is then the one that people saw. */
async function isCovered(engine: Engine, { run, n, node }: ClaimedTask): Promise<boolean> {
  const { tenantId, runId } = run.ref;
  for (const [at, { approval }] of run.plan.nodes.entries()) {
    if (!approval?.covers.includes(node)) continue;
    // It stands in the same item or round, as far away as their nodes are.
    const key = [tenantId, runId, n + at - node];
    const [asked] = await engine.database.query<{ status: string }>(readQuestion, key);
    if (asked?.status === 'approved') return true;
    if (asked?.status === 'expired' && approval.on_timeout === 'approve') return true;
  }
  return false;
}
