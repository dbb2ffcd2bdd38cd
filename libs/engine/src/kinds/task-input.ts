import type { JsonObject, SchemaCheck } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';
import { inputOf } from './input-of';
import type { KindAttempt } from './perform-kind';

/**
 * The input of a task that the engine performs, rendered and checked as that of a handler is, and let pass by policy.
 *
 * @throws MaestroError `validation-failed` with a pointer for each fault; what `permit` throws
 */
export async function taskInput(
  engine: Engine,
  { task, scope, permit }: KindAttempt,
  check: SchemaCheck,
): Promise<JsonObject> {
  const input = await inputOf(engine, task, scope);
  const faults = check(input);
  if (faults.length > 0)
    throw new MaestroError('validation-failed', `The input of ${planNode(task).ref} is not acceptable.`, {
      errors: faults.slice(0, 20),
    });
  await permit?.(input);
  return input as JsonObject;
}
