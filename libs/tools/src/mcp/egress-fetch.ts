import type { Egress } from '@maestro/egress';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';

/** Statuses whose answers have no body. */
const empty: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/**
 * The egress under the signature that the protocol's client asks for. An answer is read whole before it is handed on, within its
 * limits; a stream that the server would keep open for what it may say later is declined.
 */
export function egressFetch(
  egress: Egress,
  limits: { timeoutMs: number; maxBytes: number; signal: AbortSignal },
): FetchLike {
  return async (url, init = {}) => {
    const method = (init.method ?? 'GET').toUpperCase();
    if (method === 'GET') return new Response(null, { status: 405 });
    const { status, headers, body } = await egress.request({
      ...{ url: String(url), method, maxRedirects: 0 },
      headers: Object.fromEntries(new Headers(init.headers).entries()),
      ...(typeof init.body === 'string' ? { body: init.body } : {}),
      ...limits,
    });
    return new Response(empty.has(status) ? null : new Uint8Array(body), { status, headers });
  };
}
