import { render } from '@maestro/dsl';
import { planNode, prepareTask, type CompletionOutcome } from '@maestro/engine';
import { runHandler } from '@maestro/handlers';
import type { HeldAttempt } from './held-attempts';
import type { Performer } from './performer';

/** An attempt of a node of kind `task`: prepare, then call its handler. Throws what the handler throws. */
export async function performTask(performer: Performer, attempt: HeldAttempt): Promise<CompletionOutcome> {
  const { ref, with: input } = planNode(attempt.task);
  const scope = await prepareTask(performer.engine, attempt.task, new Date());
  if (!scope) return { kind: 'skipped' };
  const ctx = await performer.contextOf(attempt);
  return { kind: 'succeeded', output: await runHandler(performer.registry, ref, render(input, scope), ctx) };
}
