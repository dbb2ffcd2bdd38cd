import { MaestroError } from '@maestro/problems';
import { parseUrl } from './allow-list';

/** One request of a chain, as it goes out. */
export interface Hop {
  url: URL;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer | null;
  /** True once a server outside the allow list chose the way: it must not lead to what only the tenant may name. */
  led: boolean;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** What may follow a redirect to another origin. Anything else might be a credential under a name of its own. */
const harmless = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
  'idempotency-key',
  'user-agent',
]);

/**
 * The request that a response asks for, or null where it is not a redirect; `listed` says whether the server
 * that answered is on the allow list. Throws where the target may not be followed (`unsupported-scheme`,
 * `invalid-header`) or cannot be read (`connection`).
 */
export function nextHop(
  hop: Hop,
  { status, location, listed }: { status: number; location: string | undefined; listed: boolean },
): Hop | null {
  if (!redirectStatuses.has(status) || location === undefined) return null;
  if (!URL.canParse(location, hop.url.href))
    throw new MaestroError('connection', 'The server redirected to an address that is not a URL.');
  const url = new URL(location, hop.url);
  url.hash = '';
  const rewritten = becomesGet(status, hop.method);
  return {
    url: checkUrl(url),
    method: rewritten ? 'GET' : hop.method,
    headers: headersFor(hop, url, rewritten),
    body: rewritten ? null : hop.body,
    led: hop.led || !listed,
  };
}

/** Parses what a workflow gives as `url`. Throws `validation-failed` or what `checkUrl` throws. */
export function readUrl(text: string): URL {
  const url = parseUrl(text);
  if (!url)
    throw new MaestroError('validation-failed', 'The address is not a URL.', {
      errors: [{ pointer: '/url', code: 'wrong-type', message: 'Expected an absolute http or https URL.' }],
    });
  url.hash = '';
  return checkUrl(url);
}

/** Refuses other schemes (`unsupported-scheme`) and credentials in the address (`invalid-header`). */
function checkUrl(url: URL): URL {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new MaestroError(
      'unsupported-scheme',
      `The scheme ${url.protocol} is not allowed: use http or https.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new MaestroError(
      'invalid-header',
      'An address may not hold a user name or a password: use a header.',
    );
  return url;
}

/** What browsers do: 303 always turns into GET, 301 and 302 only where the method was POST. */
function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}

function headersFor(hop: Hop, target: URL, bodyDropped: boolean): Record<string, string> {
  const sameOrigin = target.origin === hop.url.origin;
  return Object.fromEntries(
    Object.entries(hop.headers).filter(
      ([name]) => (sameOrigin || harmless.has(name)) && !(bodyDropped && name.startsWith('content-')),
    ),
  );
}
