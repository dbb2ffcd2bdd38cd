import { render, type JsonObject, type Scope } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { ClaimedTask } from '../claim-tasks';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';
import { databaseNow } from './wait';

/** UTF-16 units of a signal's name. */
export const MAX_SIGNAL_NAME = 255;

/**
 * Parks a task until its signal is there; one that came before is found once the park is written.
 *
 * @throws MaestroError `out-of-range` where the name is none
 */
export async function performSignal(
  engine: Engine,
  { task, scope }: { task: ClaimedTask; scope: Scope },
): Promise<CompletionOutcome> {
  const { signal } = planNode(task);
  const name = render(signal?.name ?? '', scope);
  if (typeof name !== 'string' || name === '' || name.length > MAX_SIGNAL_NAME)
    throw new MaestroError(
      'out-of-range',
      `The name of a signal is a text of 1 to ${MAX_SIGNAL_NAME} characters.`,
    );
  const wakeMs = signal?.timeout_ms ?? null;
  const expiry: JsonObject = {};
  if (wakeMs !== null) expiry.expires_at = new Date((await databaseNow(engine)) + wakeMs).toISOString();
  return { kind: 'park', wait: { reason: 'SIGNAL', wakeMs, detail: { name, ...expiry } } };
}
