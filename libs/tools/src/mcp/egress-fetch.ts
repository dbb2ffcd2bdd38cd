import type { EgressStream } from '@maestro/egress';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { CallSurroundings } from '../http/call-operation';
import { throwIfPassing } from '../http/passing';

/** What the requests of one exchange may use. */
export interface Exchange {
  around: Omit<CallSurroundings, 'idempotencyKey'>;
  /** Ends what is still being read. */
  signal: AbortSignal;
  /** Whether the server has taken a request of it. */
  taken: boolean;
  /** Hears of an answer that broke off while it was read. */
  fail(error: unknown): void;
}

/** Statuses whose answers have no body. */
const empty: ReadonlySet<number> = new Set([101, 204, 205, 304]);
/** What the client reads of the head. */
const heeded = ['content-type', 'mcp-session-id'] as const;
/** As the client writes it: no argument of a call stands there. */
const cancels = /^\{"jsonrpc":"2\.0","method":"notifications\/cancelled"/;
/** For a word of parting, which nobody waits for. */
const PARTING_MS = 2_000;

/**
 * The egress under the signature that the protocol's client asks for. The stream that a server would keep open for what it may say of
 * its own accord is declined; one that goes on with an answer is not. Everything is bounded by the limits of the exchange.
 */
export function egressFetch(current: () => Exchange): FetchLike {
  return async (url, init = {}) => {
    const method = (init.method ?? 'GET').toUpperCase();
    const headers = new Headers(init.headers);
    if (method === 'GET' && !headers.has('last-event-id')) return new Response(null, { status: 405 });
    const body = typeof init.body === 'string' ? init.body : undefined;
    const exchange = current();
    const { egress, timeoutMs, maxBytes } = exchange.around;
    // An exchange that was stopped says so all the same: the server would go on working for nobody.
    const parting = method === 'DELETE' || (body !== undefined && cancels.test(body));
    const answer = await egress.stream({
      ...{
        url: String(url),
        method,
        headers: Object.fromEntries(headers.entries()),
        maxRedirects: 0,
        maxBytes,
      },
      ...(body === undefined ? {} : { body }),
      ...(parting
        ? { signal: AbortSignal.timeout(PARTING_MS), timeoutMs: PARTING_MS }
        : { signal: exchange.signal, timeoutMs, headersTimeoutMs: timeoutMs }),
    });
    const { status } = answer;
    const chunks = await begun(answer.body, parting ? () => undefined : (error) => exchange.fail(error));
    if (status < 300) exchange.taken = true;
    if (status < 400 && !empty.has(status)) return new Response(chunks, { status, headers: headOf(answer) });
    await chunks.cancel();
    throwIfPassing(answer);
    return new Response(null, { status, headers: headOf(answer) });
  };
}

/** All of the head could not be handed on: several cookies are no header that `fetch` knows. */
function headOf({ headers }: EgressStream): [string, string][] {
  return heeded.flatMap((name): [string, string][] => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value]];
  });
}

/** A body of which something has been read: only such a one is let go of when nobody wants the rest. */
async function begun(
  body: AsyncIterable<Buffer>,
  fail: (error: unknown) => void,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = body[Symbol.asyncIterator]();
  let ahead: IteratorResult<Buffer> | null = await iterator.next();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = ahead ?? (await iterator.next());
        ahead = null;
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        // The client would only wait on when an answer breaks off.
        fail(error);
        controller.error(error);
      }
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
