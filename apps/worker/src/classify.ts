import {
  planNode,
  retryDelay,
  retryWithinBudget,
  type ClaimedTask,
  type CompletionOutcome,
  type Engine,
} from '@maestro/engine';
import { isUnavailable } from '@maestro/persistence';
import { capError, capProblem, MaestroError, type Problem } from '@maestro/problems';
import { ProcessDied } from './alone/run-alone';
import type { HeldAttempt, StopReason } from './held-attempts';

/** A task that ended its own process so often is not tried again. */
const MAX_ALONE_DEATHS = 3;

/** What follows an attempt that threw; null where it is no longer ours and nothing is to be written. */
export async function classify(
  engine: Engine,
  { task, stopped }: Pick<HeldAttempt, 'task' | 'stopped'>,
  cause: unknown,
): Promise<CompletionOutcome | null> {
  const reason = stopped();
  if (reason === null) {
    if (cause instanceof ProcessDied) return died(task, cause);
    // Trouble of ours is no failure of the task: it goes back, and the attempt does not count.
    if (isUnavailable(cause) || isUndecided(cause)) {
      engine.onError(cause, 'performing a task');
      return { kind: 'release' };
    }
    return failure(engine, task, cause);
  }
  if (reason === 'timeout' || reason === 'heartbeat-timeout')
    return failure(engine, task, timeoutError(task, reason));
  return interruption(reason);
}

/** Nobody could say whether it may: that is no answer about the task. */
function isUndecided(cause: unknown): boolean {
  return cause instanceof MaestroError && cause.code === 'policy-unavailable';
}

async function failure(engine: Engine, task: ClaimedTask, cause: unknown): Promise<CompletionOutcome> {
  const error = toProblem(engine, cause);
  const failed = { run: task.run.ref, n: task.n, error, failures: task.attempt - task.deaths };
  const delayMs = await retryWithinBudget(engine, planNode(task).retry, failed).catch((trouble: unknown) => {
    // Better one attempt too many than none because the question had no answer.
    engine.onError(trouble, 'reading the age of a task');
    return retryDelay(planNode(task).retry, failed, engine.random);
  });
  return delayMs === null ? { kind: 'failed', error } : { kind: 'retry', error, delayMs };
}

/** In a process that had done nothing else, nothing else can be to blame. */
function died({ aloneDeaths }: ClaimedTask, { alone, message }: ProcessDied): CompletionOutcome {
  const deaths = aloneDeaths + (alone ? 1 : 0);
  if (deaths < MAX_ALONE_DEATHS) {
    const error = new MaestroError('worker-lost', `The process of this attempt is gone: ${message}.`);
    return { kind: 'lost', alone, error: error.toProblem() };
  }
  const detail = `The task ended a process of its own ${deaths} times, the last time so: ${message}.`;
  return { kind: 'failed', error: new MaestroError('quarantined', detail).toProblem() };
}

/** Stopped from outside: cancelled, handed back, or no longer ours at all. */
function interruption(
  reason: Exclude<StopReason, 'timeout' | 'heartbeat-timeout'>,
): CompletionOutcome | null {
  // Parked, it waits for money: that is written already.
  if (reason === 'lease-lost' || reason === 'parked') return null;
  if (reason === 'draining') return { kind: 'release' };
  return {
    kind: 'cancelled',
    error: new MaestroError('cancelled', 'The run was stopped while this task ran.').toProblem(),
  };
}

function timeoutError(task: ClaimedTask, reason: 'timeout' | 'heartbeat-timeout'): MaestroError {
  const { timeout_ms: limit, heartbeat_timeout_ms: silence } = planNode(task);
  const detail =
    reason === 'timeout'
      ? `The attempt took longer than its timeout of ${limit} ms.`
      : `The attempt gave no sign of life for ${silence} ms.`;
  return new MaestroError(reason, detail);
}

/** What is not one of our errors is a fault of ours: it is logged, and the run is told no internals. */
function toProblem(engine: Engine, cause: unknown): Problem {
  if (cause instanceof MaestroError) return capProblem(cause.toProblem());
  engine.onError(capError(cause), 'performing a task');
  return new MaestroError('internal', 'The handler failed in a way it does not explain.').toProblem();
}
