import { MaestroError } from '@maestro/problems';

/** One abort signal out of the caller's and a total time. Close it, or the caller's signal keeps a listener. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Settles with `work`, or rejects as soon as the signal aborts, whatever `work` still does. */
  race<T>(work: Promise<T>): Promise<T>;
  close(): void;
}

/** `AbortSignal.any` would do the same, but leaks where one long-lived signal serves many requests. */
export function startDeadline(timeoutMs: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const expire = () =>
    controller.abort(new MaestroError('timeout', `The request took longer than ${timeoutMs} ms.`));
  const forward = () => controller.abort(reasonOf(outer));
  // A longer timer would fire at once.
  const timer = setTimeout(expire, Math.min(timeoutMs, 2 ** 31 - 1));
  if (outer?.aborted) forward();
  outer?.addEventListener('abort', forward, { once: true });
  return {
    signal: controller.signal,
    race: (work) => raceAbort(work, controller.signal),
    close() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', forward);
    },
  };
}

function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Whoever aborts with one of our errors wants that one seen: a timeout of the attempt is no cancellation. */
function reasonOf(signal: AbortSignal | undefined): MaestroError {
  const reason: unknown = signal?.reason;
  return reason instanceof MaestroError
    ? reason
    : new MaestroError('cancelled', 'The request was cancelled.', { cause: reason });
}
