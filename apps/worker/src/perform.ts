import {
  isEngineKind,
  performKind,
  planNode,
  startTimeout,
  Suspension,
  type ClaimedTask,
  type CompletionOutcome,
} from '@maestro/engine';
import { MaestroError } from '@maestro/problems';
import { record } from '@maestro/telemetry';
import { watchAttempt } from './attempt-clock';
import { classify } from './classify';
import type { HeldAttempt } from './held-attempts';
import { performTask } from './perform-task';
import type { Performer } from './performer';
import { permitStart } from './policy-step';

/**
 * One attempt, from claim to outcome: prepare → execute within its timeout → classify. Never throws; null means
 * that the attempt is no longer ours, and nothing is to be written.
 */
export async function perform(performer: Performer, attempt: HeldAttempt): Promise<CompletionOutcome | null> {
  const started = performance.now();
  try {
    const { ref } = planNode(attempt.task);
    const outcome = await attemptOutcome(performer, attempt);
    record('taskDuration', (performance.now() - started) / 1000, { handler: ref });
    if (outcome) record('taskAttempts', 1, { handler: ref, result: resultLabel(outcome) });
    return outcome;
  } catch (error) {
    // The plan has no such node: a fault of ours that no retry mends.
    if (!(error instanceof MaestroError)) throw error;
    return { kind: 'failed', error: error.toProblem() };
  }
}

async function attemptOutcome(performer: Performer, attempt: HeldAttempt): Promise<CompletionOutcome | null> {
  const { task, signal } = attempt;
  const node = planNode(task);
  const isTask = !isEngineKind(node);
  const leave = isTask && task.deaths > 0 ? await performer.alone.lanes.enter(signal) : () => undefined;
  const endWatch = watchAttempt(attempt, {
    timeoutMs: node.timeout_ms,
    heartbeatMs: node.heartbeat_timeout_ms,
  });
  try {
    signal.throwIfAborted();
    checkStart(task);
    return isTask
      ? await performTask(performer, attempt)
      : await performKind(performer.engine, task, {
          ...{ signal, now: new Date() },
          permit: (input) => permitStart(performer, task, input),
        });
  } catch (error) {
    if (error instanceof Suspension && attempt.stopped() === null) return { kind: 'park', wait: error.wait };
    return await classify(performer.engine, attempt, error);
  } finally {
    endWatch();
    leave();
  }
}

/** A task that is claimed too late is not begun any more. */
function checkStart(task: ClaimedTask): void {
  const { start_timeout_ms: limit } = planNode(task);
  if (limit !== null && task.waitedS * 1_000 > limit) throw startTimeout(limit);
}

function resultLabel(outcome: CompletionOutcome): string {
  return (outcome.kind === 'failed' || outcome.kind === 'retry') && outcome.error
    ? outcome.error.code
    : outcome.kind;
}
