import type { HeldAttempt } from './held-attempts';

export interface AttemptLimits {
  /** From start to end. */
  timeoutMs: number;
  /** Between two signs of life; null where none is asked for. */
  heartbeatMs: number | null;
}

/** Stops an attempt that takes too long or seems dead. The returned function ends the watch. */
export function watchAttempt(attempt: HeldAttempt, { timeoutMs, heartbeatMs }: AttemptLimits): () => void {
  const deadline = performance.now() + timeoutMs;
  const endTimeout = whenDue(() => deadline, { act: () => attempt.stop('timeout') });
  if (heartbeatMs === null) return endTimeout;
  attempt.beat();
  const endHeartbeat = whenDue(() => attempt.seenAt() + heartbeatMs, {
    act: () => attempt.stop('heartbeat-timeout'),
    // While the whole process stood still nobody could give a sign: it has its full time again.
    late: () => attempt.beat(),
  });
  return () => {
    endTimeout();
    endHeartbeat();
  };
}

/** Timers of Node end at 2³¹ ms; longer times are waited for in pieces. */
const PIECE_MS = 2 ** 30;
/** A timer that comes so much later than asked says that nothing in the process moved. */
const LATE_MS = 100;

/** Calls `act` once the time is past that `dueAt` gives, which may move on meanwhile. */
function whenDue(dueAt: () => number, { act, late }: { act: () => void; late?: () => void }): () => void {
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const pause = Math.min(Math.max(0, dueAt() - performance.now()), PIECE_MS);
    const expected = performance.now() + pause;
    timer = setTimeout(() => {
      if (performance.now() - expected > LATE_MS) late?.();
      if (dueAt() > performance.now()) arm();
      else act();
    }, pause);
  };
  arm();
  return () => clearTimeout(timer);
}
