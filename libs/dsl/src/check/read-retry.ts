import { isProblemCode, problemKinds } from '@maestro/problems';
import { cut } from '../diagnostics/printable';
import type { Cursor } from '../document/tree';
import type { RetryPolicy } from '../plan';
import type { Reader } from './reader';
import { attempts, shapes, words } from './vocabulary';

const MAX_CODES = 100;

/** What holds where neither the node nor `spec.defaults` says otherwise. */
export const systemRetry: RetryPolicy = {
  max_attempts: 1,
  backoff: 'exponential',
  delay_ms: 1_000,
  max_delay_ms: 300_000,
  max_elapsed_ms: null,
  jitter: 'full',
  on: null,
  not_on: [],
};

/** A retry policy; each field that is not given comes from `base`. */
export function readRetry(
  reader: Reader,
  cursor: Cursor | undefined,
  base: RetryPolicy = systemRetry,
): RetryPolicy {
  const given = cursor && reader.object(cursor, shapes.retry);
  if (!given) return base;
  const delay = reader.duration(given.delay) ?? base.delay_ms;
  const maxDelay = reader.duration(given.max_delay);
  if (given.max_delay && maxDelay !== null && maxDelay < delay)
    reader.outOfRange(given.max_delay, 'max_delay is shorter than delay');
  return {
    max_attempts: reader.integer(given.max_attempts, attempts) ?? base.max_attempts,
    backoff: reader.choice(given.backoff, words.backoff) ?? base.backoff,
    delay_ms: delay,
    max_delay_ms: Math.max(maxDelay ?? base.max_delay_ms, delay),
    max_elapsed_ms: reader.duration(given.max_elapsed) ?? base.max_elapsed_ms,
    jitter: reader.choice(given.jitter, words.jitter) ?? base.jitter,
    on: readCodes(reader, given.on) ?? base.on,
    not_on: readCodes(reader, given.not_on) ?? base.not_on,
  };
}

function readCodes(reader: Reader, cursor: Cursor | undefined): string[] | null {
  const items = cursor && reader.list(cursor);
  if (!items || !cursor) return null;
  if (items.length > MAX_CODES)
    return reader.outOfRange(cursor, `at most ${MAX_CODES} codes, these are ${items.length}`);
  const codes: string[] = [];
  for (const item of items) {
    const code = reader.string(item);
    if (code === null) continue;
    if (isProblemCode(code)) codes.push(code);
    else
      reader.fault(item, {
        mst: 'MST1110',
        message: `unknown error code "${cut(code)}"`,
        meant: { word: code, candidates: Object.keys(problemKinds) },
      });
  }
  return codes;
}
