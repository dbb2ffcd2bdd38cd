import type { Egress } from '@maestro/egress';

const MAX_ANSWER = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** As `fetch`, for libraries that want one: each request goes the guarded way out, and follows no redirect. */
export function fetchThrough(egress: Egress): (url: string, init?: RequestInit) => Promise<Response> {
  return async (url, init = {}) => {
    const { status, headers, body } = await egress.request({
      url,
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers).entries()),
      ...(init.body === undefined || init.body === null ? {} : { body: bodyText(init.body) }),
      ...{ timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER, maxRedirects: 0 },
    });
    const empty = status === 204 || status === 304;
    return new Response(empty ? null : new Uint8Array(body), { status, headers });
  };
}

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('a body of this kind is never sent to a provider');
}
