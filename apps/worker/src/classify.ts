import { planNode, retryDelay, type ClaimedTask, type CompletionOutcome, type Engine } from '@maestro/engine';
import { isUnavailable } from '@maestro/persistence';
import { MaestroError, type Problem } from '@maestro/problems';
import type { HeldAttempt, StopReason } from './held-attempts';

/** What follows an attempt that threw; null where it is no longer ours and nothing is to be written. */
export function classify(engine: Engine, attempt: HeldAttempt, cause: unknown): CompletionOutcome | null {
  const stopped = attempt.stopped();
  // Trouble of ours is no failure of the task: it goes back, and the attempt does not count.
  if (stopped === null && isUnavailable(cause)) {
    engine.onError(cause, 'performing a task');
    return { kind: 'release' };
  }
  if (stopped === null) return failure(engine, attempt.task, cause);
  if (stopped === 'timeout') return failure(engine, attempt.task, timeoutError(attempt.task));
  return interruption(stopped);
}

function failure(engine: Engine, task: ClaimedTask, cause: unknown): CompletionOutcome {
  const error = toProblem(engine, cause);
  const failed = { error, failures: task.attempt - task.deaths };
  const delayMs = retryDelay(planNode(task).retry, failed, engine.random);
  return delayMs === null ? { kind: 'failed', error } : { kind: 'retry', error, delayMs };
}

/** Stopped from outside: cancelled, handed back, or no longer ours at all. */
function interruption(reason: Exclude<StopReason, 'timeout'>): CompletionOutcome | null {
  if (reason === 'lease-lost') return null;
  if (reason === 'draining') return { kind: 'release' };
  return {
    kind: 'cancelled',
    error: new MaestroError('cancelled', 'The run was stopped while this task ran.').toProblem(),
  };
}

function timeoutError(task: ClaimedTask): MaestroError {
  const limit = planNode(task).timeout_ms;
  return new MaestroError('timeout', `The attempt took longer than its timeout of ${limit} ms.`);
}

/** What is not one of our errors is a fault of ours: it is logged whole, and the run is told no internals. */
function toProblem(engine: Engine, cause: unknown): Problem {
  if (cause instanceof MaestroError) return cause.toProblem();
  engine.onError(cause, 'performing a task');
  return new MaestroError('internal', 'The handler failed in a way it does not explain.', {
    cause,
  }).toProblem();
}
