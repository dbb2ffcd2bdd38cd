import { formatId, isUnavailable } from '@maestro/persistence';
import { showEvent } from './event.dto';
import { readEvents, type EventReader, type EventsRead } from './read-events';

/** How long nothing is asked after nothing was found: short after an event, longer the quieter the run is. */
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
const HEARTBEAT_MS = 15_000;
/** What a client waits before it connects again. */
const RETRY_MS = 2_000;
const PAGE = 200;

export interface StreamRequest {
  tenantId: string;
  runId: string;
  after: string | null;
  /** Ends the stream without its `end`: the client goes on elsewhere. */
  signal: AbortSignal;
}

/**
 * A run's events as server-sent events, from a position to the end of the run. It reads on only when what it gave
 * was taken: a slow client slows its own stream and nothing else.
 */
export async function* streamEvents(reader: EventReader, request: StreamRequest): AsyncGenerator<string> {
  const { signal, ...run } = request;
  yield `retry: ${RETRY_MS}\n\n`;
  let after = request.after;
  let pauseMs = SHORTEST_PAUSE_MS;
  let lastWord = performance.now();
  while (!signal.aborted) {
    const page = await read(reader, { ...run, after });
    if (page === null) return;
    const text = inFrames(page);
    if (text !== '') {
      yield text;
      const last = page.rows.at(-1);
      after = last ? showEvent(page.frame, last).id : null;
      [pauseMs, lastWord] = [SHORTEST_PAUSE_MS, performance.now()];
      continue;
    }
    if (page.ended && !page.hasMore) {
      yield `event: end\ndata: ${JSON.stringify({ run_id: formatId('run', request.runId) })}\n\n`;
      return;
    }
    if (performance.now() - lastWord >= HEARTBEAT_MS) {
      yield ': alive\n\n';
      lastWord = performance.now();
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
}

/** Null where the database is away: the stream then ends, and the client connects again where it stood. */
async function read(reader: EventReader, request: Omit<StreamRequest, 'signal'>): Promise<EventsRead | null> {
  try {
    return await readEvents(reader, { ...request, limit: PAGE });
  } catch (error) {
    if (isUnavailable(error)) return null;
    throw error;
  }
}

function inFrames({ rows, frame, reset }: EventsRead): string {
  const events = rows.map((row) => {
    const event = showEvent(frame, row);
    return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  // What the client holds counts in another cluster; it begins anew with what follows.
  return (reset ? 'event: reset\ndata:\n\n' : '') + events.join('');
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
  });
}
