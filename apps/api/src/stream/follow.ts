import {
  decodeEventCursor,
  encodeEventCursor,
  isUnavailable,
  type EventPosition,
  type FeedHead,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Reader } from './frames';
import { before, type TenantFeed } from './tenant-feed';

const HEARTBEAT_MS = 15_000;
/** What a client waits before it connects again. */
const RETRY_MS = 2_000;
/** A reader that was away for so many transactions of the cluster begins anew: to look through them would take too long. */
const MAX_BEHIND = 500_000n;

/** Where a reader goes on, and whether what it saw before counts no longer. */
export interface Start {
  position: EventPosition;
  reset: boolean;
}

/**
 * Where to go on behind a cursor; now, where there is none.
 *
 * @throws MaestroError `invalid-cursor`
 */
export function startOf(cursor: string | null, { now, pruned, cluster }: FeedHead): Start {
  if (cursor === null) return { position: now, reset: false };
  const position = decodeEventCursor(cursor);
  if (!position) throw new MaestroError('invalid-cursor', 'The cursor is not one that a stream gave.');
  const lost =
    position.cluster !== cluster ||
    before(position, pruned) ||
    BigInt(now.xid) - BigInt(position.xid) > MAX_BEHIND ||
    BigInt(position.xid) > BigInt(now.xid) + MAX_BEHIND;
  return lost ? { position: now, reset: true } : { position, reset: false };
}

/** The events of some topics as server-sent events, from a position on, until the signal. */
export async function* follow(
  feed: TenantFeed,
  reader: Reader,
  { start, signal }: { start: Start; signal: AbortSignal },
): AsyncGenerator<string | Buffer> {
  const idAt = (position: EventPosition) => `id: ${encodeEventCursor(reader.cluster, position)}\n`;
  let { position } = start;
  yield `retry: ${RETRY_MS}\n${idAt(position)}event: ${start.reset ? 'reset' : 'open'}\ndata:\n\n`;
  let lastWord = performance.now();
  while (!signal.aborted) {
    const part = await partAfter(feed, reader, position);
    if (part === null) return;
    position = part.upto;
    if (part.text.length > 0) yield part.text;
    else if (performance.now() - lastWord >= HEARTBEAT_MS) yield `: alive\n${idAt(position)}\n`;
    else {
      if (!part.full) await feed.changed(position, HEARTBEAT_MS - (performance.now() - lastWord), signal);
      continue;
    }
    lastWord = performance.now();
  }
}

/** Null where the database is away: the stream then ends, and the client connects again where it stood. */
async function partAfter(feed: TenantFeed, reader: Reader, position: EventPosition) {
  try {
    const part = await feed.after(position);
    return { upto: part.upto, full: part.full, text: feed.frames.of(reader, part) };
  } catch (error) {
    if (isUnavailable(error)) return null;
    throw error;
  }
}
