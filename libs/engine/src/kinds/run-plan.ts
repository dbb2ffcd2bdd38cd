import { compileSchema, engineKinds, type JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { Suspension } from './awaiting-task';
import { performChild } from './child-run';
import type { KindAttempt } from './perform-kind';
import { agreedPlan, type PlanApproval } from './plan-agreement';
import { taskInput } from './task-input';

const checkPlan = compileSchema(engineKinds.check_plan.input);
const checkRun = compileSchema(engineKinds.run_plan.input);

/**
 * Says what a proposed plan is, and stores nothing.
 *
 * @throws MaestroError `template-invalid` with all faults; what policy refuses
 */
export async function performCheckPlan(engine: Engine, attempt: KindAttempt): Promise<CompletionOutcome> {
  const { definition } = (await taskInput(engine, attempt, checkPlan)) as { definition: JsonObject };
  const { digest, handlers, nodes } = await proposals(engine).check(attempt.task.run.ref, definition);
  return { kind: 'succeeded', output: { digest, handlers: [...handlers], nodes } };
}

interface RunPlan {
  definition: JsonObject;
  digest: string;
  inputs?: JsonObject;
  approval?: PlanApproval;
}

/**
 * Publishes a proposed plan and runs it as a child, once people have agreed to it: with the money, the deadline and the depth of a
 * subflow.
 *
 * @throws MaestroError `digest-mismatch` where it is not the plan that was agreed to, and as `agreedPlan` and `performCheckPlan` do
 */
export async function performRunPlan(
  engine: Engine,
  attempt: KindAttempt,
): Promise<CompletionOutcome | null> {
  const given = (await taskInput(engine, attempt, checkRun)) as unknown as RunPlan;
  const { definition, digest, inputs = {}, approval = {} } = given;
  const { task } = attempt;
  try {
    return await performChild(engine, attempt, async () => {
      const found = await proposals(engine).check(task.run.ref, definition);
      if (found.digest !== digest)
        throw new MaestroError(
          'digest-mismatch',
          'The plan is not the one with the digest that was agreed to.',
        );
      await agreedPlan(engine, task, { plan: { definition, digest, inputs }, approval });
      return { ...(await proposals(engine).publish(task.run.ref, definition)), inputs };
    });
  } catch (error) {
    if (error instanceof Suspension) return { kind: 'park', wait: error.wait };
    throw error;
  }
}

function proposals({ proposals: known }: Engine) {
  if (!known) throw new MaestroError('internal', 'This process runs no plans that are proposed.');
  return known;
}
