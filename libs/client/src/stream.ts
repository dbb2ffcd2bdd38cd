import { isTransient, ProblemError, TransportError, type RequestLine } from './errors';
import { SseParser, type SseMessage } from './sse';

export interface StreamOptions {
  /** Cursor of the last event already seen. Without it a run is read from its first event, topics from now on. */
  after?: string;
  /** Ends the iteration, which then throws the signal's reason. */
  signal?: AbortSignal;
  /** Milliseconds of silence after which a connection counts as dead. The server beats every 15 s. Default 40 000. */
  silenceMs?: number;
  /** Milliseconds without any sign of the server after which the last fault is thrown. Default: never. */
  giveUpAfterMs?: number;
  /** Called before each pause between two connections. */
  onInterrupted?: (fault: Error | undefined, waitMs: number) => void;
}

export interface TopicOptions extends StreamOptions {
  /**
   * Called and waited for before the first event of each connection. With `reset` what was seen before cannot be gone on from:
   * ask for the state anew, events are those from now on.
   */
  onOpened?: (connection: { reset: boolean }) => void | Promise<void>;
}

/** An open connection, its body unread. Rejects with ProblemError or TransportError. */
export type OpenStream = (cursor: string | undefined, signal: AbortSignal) => Promise<Response>;

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
const DEFAULT_SILENCE_MS = 40_000;

/**
 * Follows events over as many connections as it takes: each resumes behind the last event handed out, so that none is lost or
 * seen twice. Ends with the server's `end`.
 */
export async function* followEvents<Event extends { id: string }>(
  open: OpenStream,
  request: RequestLine,
  options: TopicOptions,
): AsyncGenerator<Event, void, undefined> {
  const pace = new Pace(options.giveUpAfterMs ?? Number.POSITIVE_INFINITY);
  const connection: Connection = { cursor: options.after, pace, options };
  for (;;) {
    let fault: ProblemError | TransportError | undefined;
    try {
      for await (const message of readMessages(open, request, connection)) {
        if (message.event === 'end') return;
        if (message.event === 'open' || message.event === 'reset') {
          connection.cursor = message.id;
          pace.progressed();
          await options.onOpened?.({ reset: message.event === 'reset' });
        }
        if (message.data === '' || (message.id !== undefined && message.id === connection.cursor)) continue;
        const event = parseEvent<Event>(message.data, request);
        connection.cursor = message.id ?? event.id;
        pace.progressed();
        yield event;
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isTransient(error)) throw error;
      fault = error;
    }
    const wait = pace.next(fault, request);
    options.onInterrupted?.(fault, wait);
    await pause(wait, options.signal);
  }
}

interface Connection {
  /** Where the next connection resumes. */
  cursor: string | undefined;
  pace: Pace;
  options: StreamOptions;
}

/** The messages of one connection; returns when it closes, throws TransportError when it breaks or falls silent. */
async function* readMessages(
  open: OpenStream,
  request: RequestLine,
  connection: Connection,
): AsyncGenerator<SseMessage, void, undefined> {
  const { cursor, pace, options } = connection;
  const silence = new Watchdog(options.silenceMs ?? DEFAULT_SILENCE_MS);
  const signals = [silence.signal, ...(options.signal ? [options.signal] : [])];
  try {
    const response = await open(cursor, AbortSignal.any(signals));
    const reader = bodyOf(response, request).getReader();
    const decoder = new TextDecoder();
    const parser = new SseParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      silence.reset();
      pace.heard();
      yield* parser.push(decoder.decode(value, { stream: true }));
      // A quiet stream says in its heartbeats how far it is: to be resumed there, and not where it last had news.
      connection.cursor = parser.position ?? connection.cursor;
      pace.base = parser.retry ?? pace.base;
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (silence.signal.aborted) throw new TransportError('timeout', 'The event stream fell silent', request);
    if (error instanceof ProblemError || error instanceof TransportError) throw error;
    if (error instanceof RangeError) throw new TransportError('response', error.message, request);
    throw new TransportError('connection', 'The event stream was cut', request, { cause: error });
  } finally {
    silence.end();
  }
}

/** How long to wait between connections, and when to stop trying. */
class Pace {
  base = FIRST_WAIT_MS;
  private failures = 0;
  private lastHeard = performance.now();

  constructor(private readonly giveUpAfterMs: number) {}

  heard(): void {
    this.lastHeard = performance.now();
  }

  progressed(): void {
    this.failures = 0;
  }

  /** Exponential with full jitter above half, so that many clients of one server spread out. */
  next(fault: Error | undefined, request: RequestLine): number {
    if (performance.now() - this.lastHeard > this.giveUpAfterMs) {
      throw fault ?? new TransportError('connection', 'The event stream keeps closing', request);
    }
    const asked = fault instanceof ProblemError ? (fault.retryAfter ?? 0) * 1000 : 0;
    const ceiling = Math.min(this.base * 2 ** this.failures, LONGEST_WAIT_MS);
    this.failures = Math.min(this.failures + 1, 16);
    return Math.max(ceiling * (0.5 + Math.random() / 2), Math.min(asked, 60_000));
  }
}

/** Aborts its signal when nobody resets it in time. */
class Watchdog {
  private readonly controller = new AbortController();
  private timer: ReturnType<typeof setTimeout>;

  constructor(private readonly limitMs: number) {
    this.timer = this.start();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  reset(): void {
    clearTimeout(this.timer);
    this.timer = this.start();
  }

  /** Also closes what is still open under the signal. */
  end(): void {
    clearTimeout(this.timer);
    this.controller.abort();
  }

  private start(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.controller.abort(), this.limitMs);
  }
}

function bodyOf(response: Response, request: RequestLine): ReadableStream<Uint8Array> {
  const type = response.headers.get('content-type') ?? '';
  if (response.body && type.startsWith('text/event-stream')) return response.body;
  throw new TransportError('response', `The answer is not an event stream but "${type}"`, request, {
    status: response.status,
  });
}

function parseEvent<Event>(data: string, request: RequestLine): Event {
  try {
    return JSON.parse(data) as Event;
  } catch (cause) {
    throw new TransportError('response', 'An event of the stream is not JSON', request, { cause });
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake);
    if (signal?.aborted) wake();
  });
}
