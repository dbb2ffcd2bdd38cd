import type { RetryPolicy } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { Problem } from '@maestro/problems';
import type { Engine, RunRef } from './engine';

const attemptElapsed = statement('attempt_elapsed');

export interface FailedAttempt {
  error: Problem;
  /** Failed attempts so far, this one included; deaths of workers do not count. */
  failures: number;
}

/**
 * What follows a failed attempt: another one after a pause, or none.
 *
 * @param random uniform in [0, 1)
 * @returns the pause in milliseconds, or null where the failure is final
 */
export function retryDelay(
  policy: RetryPolicy,
  { error, failures }: FailedAttempt,
  random: () => number,
): number | null {
  if (failures >= policy.max_attempts) return null;
  if (policy.not_on.includes(error.code)) return null;
  if (policy.on === null ? !error.retryable : !policy.on.includes(error.code)) return null;
  const factor = { fixed: 1, linear: failures, exponential: 2 ** Math.min(failures - 1, 40) }[policy.backoff];
  const ceiling = Math.min(policy.delay_ms * factor, policy.max_delay_ms);
  return policy.jitter === 'full' ? ceiling * random() : ceiling;
}

/** The same, where the policy gives all attempts together a budget: one that would begin after it is not made. */
export async function retryWithinBudget(
  engine: Engine,
  policy: RetryPolicy,
  failed: FailedAttempt & { run: RunRef; n: number },
): Promise<number | null> {
  const delayMs = retryDelay(policy, failed, engine.random);
  if (delayMs === null || policy.max_elapsed_ms === null) return delayMs;
  const [row] = await engine.database.query<{ elapsed_ms: number }>(attemptElapsed, [
    failed.run.tenantId,
    failed.run.runId,
    failed.n,
  ]);
  return (row?.elapsed_ms ?? 0) + delayMs > policy.max_elapsed_ms ? null : delayMs;
}
