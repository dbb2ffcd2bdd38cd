const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long after each attempt that failed the next one follows: ten attempts in a little over three days. */
export const RETRY_AFTER_MS: readonly number[] = [
  5_000,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** So much of a pause is left to chance: what failed together is not tried again together. */
const JITTER = 0.2;
/** What a server asks for is honoured so far. */
const MAX_ASKED_MS = 24 * HOUR;

export interface Failure {
  /** Attempts made so far, this one included. */
  attempts: number;
  /** What the server asked for, in ms; null where it asked for nothing. */
  askedMs: number | null;
}

/**
 * In how many ms to try again; null where it was the last time.
 *
 * @param random from 0 to 1
 */
export function retryIn({ attempts, askedMs }: Failure, random: number): number | null {
  const pause = RETRY_AFTER_MS[attempts - 1];
  if (pause === undefined) return null;
  const jittered = pause * (1 + JITTER * (2 * random - 1));
  return Math.round(Math.max(jittered, Math.min(askedMs ?? 0, MAX_ASKED_MS)));
}

/** What `Retry-After` asks for, in ms; null where it is not readable. */
export function readRetryAfter(value: string | undefined, now: Date): number | null {
  const text = value?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
