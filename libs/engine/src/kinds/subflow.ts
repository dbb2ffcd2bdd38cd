import { MaestroError } from '@maestro/problems';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';
import { calledTemplate } from './called-template';
import { performChild } from './child-run';
import { inputOf } from './input-of';
import type { KindAttempt } from './perform-kind';

/**
 * Starts the child run and waits for it; null where a limit parked it before that. The latest version is the one that was the
 * latest when the run of the task began.
 *
 * @throws MaestroError `unknown-ref`, `wrong-type`, `input-invalid`, `depth-exceeded`
 */
export async function performSubflow(
  engine: Engine,
  attempt: KindAttempt,
): Promise<CompletionOutcome | null> {
  const { task, scope } = attempt;
  const { ref: name, subflow, with: given } = planNode(task);
  return performChild(engine, attempt, async () => {
    const inputs = given === null ? {} : await inputOf(engine, task, scope);
    if (inputs === null || typeof inputs !== 'object' || Array.isArray(inputs))
      throw new MaestroError('wrong-type', 'The inputs of a subflow are an object.');
    const called = { name, version: subflow?.version ?? null };
    return { ...(await calledTemplate(engine, task.run, called)), inputs };
  });
}
