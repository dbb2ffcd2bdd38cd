import { performKind, planNode, type CompletionOutcome } from '@maestro/engine';
import { MaestroError } from '@maestro/problems';
import { record } from '@maestro/telemetry';
import { classify } from './classify';
import type { HeldAttempt } from './held-attempts';
import { performTask } from './perform-task';
import type { Performer } from './performer';

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
  const { kind, timeout_ms: timeoutMs } = planNode(task);
  const stopTimer = stopAfter(attempt, timeoutMs);
  try {
    return kind === 'task'
      ? await performTask(performer, attempt)
      : await performKind(performer.engine, task, signal);
  } catch (error) {
    return classify(performer.engine, attempt, error);
  } finally {
    stopTimer();
  }
}

/** Timers of Node end at 2³¹ ms; longer timeouts are waited for in pieces. */
function stopAfter(attempt: HeldAttempt, timeoutMs: number): () => void {
  const deadline = performance.now() + timeoutMs;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = deadline - performance.now();
    timer =
      left <= 0 ? setTimeout(() => attempt.stop('timeout'), 0) : setTimeout(arm, Math.min(left, 2 ** 30));
  };
  arm();
  return () => clearTimeout(timer);
}

function resultLabel(outcome: CompletionOutcome): string {
  return (outcome.kind === 'failed' || outcome.kind === 'retry') && outcome.error
    ? outcome.error.code
    : outcome.kind;
}
