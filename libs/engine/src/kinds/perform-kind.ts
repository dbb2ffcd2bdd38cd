import { MaestroError } from '@maestro/problems';
import type { ClaimedTask } from '../claim-tasks';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';

/**
 * One attempt of a node that the engine itself performs: everything but `task`. Evaluating `when` is part of it.
 * Throws MaestroError where the attempt failed; the caller decides by the retry policy what follows.
 *
 * @param signal aborts when the attempt is to stop: its outcome is not awaited then
 */
export function performKind(
  engine: Engine,
  task: ClaimedTask,
  signal: AbortSignal,
): Promise<CompletionOutcome> {
  void engine;
  void signal;
  const kind = task.run.plan.nodes[task.node]?.kind ?? 'none';
  return Promise.reject(
    new MaestroError('unknown-kind', `This release does not perform nodes of kind ${kind}.`),
  );
}
