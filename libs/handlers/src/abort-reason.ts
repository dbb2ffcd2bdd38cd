import { MaestroError } from '@maestro/problems';

/** Whoever aborts with one of our errors wants that one seen: a timeout is no cancellation. */
export function abortReason(signal: AbortSignal): MaestroError {
  const reason: unknown = signal.reason;
  return reason instanceof MaestroError
    ? reason
    : new MaestroError('cancelled', 'The task was stopped.', { cause: reason });
}
