import type { Cursor } from '../document/tree';
import type { RetryPolicy } from '../plan';
import { readRetry, systemRetry } from './read-retry';
import type { Reader } from './reader';
import { nameForms, shapes } from './vocabulary';

const DEFAULT_TIMEOUT_MS = 3_600_000;
const DEFAULT_QUEUE = 'default';

/** What a node takes that does not say otherwise. */
export interface Defaults {
  retry: RetryPolicy;
  timeout_ms: number;
  start_timeout_ms: number | null;
  heartbeat_timeout_ms: number | null;
  queue: string;
}

/** The `defaults` of a template over those of the system. */
export function readDefaults(reader: Reader, cursor: Cursor | undefined): Defaults {
  const given = (cursor && reader.object(cursor, shapes.defaults)) ?? {};
  return {
    retry: readRetry(reader, given.retry),
    timeout_ms: reader.duration(given.timeout) ?? DEFAULT_TIMEOUT_MS,
    start_timeout_ms: reader.duration(given.start_timeout),
    heartbeat_timeout_ms: reader.duration(given.heartbeat_timeout),
    queue: readQueue(reader, given.queue) ?? DEFAULT_QUEUE,
  };
}

export function readQueue(reader: Reader, cursor: Cursor | undefined): string | null {
  return reader.name(cursor, nameForms.queue);
}

/** The defaults for nodes with these fields: what they cannot say of themselves is as the system has it. */
export function defaultsFor(fields: readonly string[], defaults: Defaults): Defaults {
  const has = (field: string) => fields.includes(field);
  return {
    queue: defaults.queue,
    retry: has('retry') ? defaults.retry : systemRetry,
    timeout_ms: has('timeout') ? defaults.timeout_ms : DEFAULT_TIMEOUT_MS,
    start_timeout_ms: has('start_timeout') ? defaults.start_timeout_ms : null,
    heartbeat_timeout_ms: has('heartbeat_timeout') ? defaults.heartbeat_timeout_ms : null,
  };
}
