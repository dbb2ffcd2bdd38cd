import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { csrfTokenOf } from '@maestro/governance';
import { MaestroError } from '@maestro/problems';

export const BROWSER = Symbol('browser');

/** How browsers reach us, which decides what their cookies are called and where their requests may come from. */
export interface Browser {
  /** Scheme, host and port. */
  origin: string;
  secure: boolean;
}

export function browserOf(publicUrl: string): Browser {
  const { origin, protocol } = new URL(publicUrl);
  return { origin, secure: protocol === 'https:' };
}

/**
 * The name of a cookie. `__Host-` makes browsers refuse it from anybody but this very host, over TLS; on plain HTTP, which is
 * for loopback addresses, they would refuse it from us as well.
 */
export function cookieName({ secure }: Browser, name: 'session' | 'sign_in'): string {
  return `${secure ? '__Host-' : ''}maestro_${name}`;
}

/** The value of a cookie; null where the request has none of that name, or several. */
export function readCookie(request: FastifyRequest, name: string): string | null {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const values = pairs
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 && values[0] !== '' ? (values[0] as string) : null;
}

/** A `Set-Cookie` line. Without a value it takes the cookie away. */
export function cookieLine(browser: Browser, name: 'session' | 'sign_in', value: string | null): string {
  const life = value === null ? '; Max-Age=0' : '';
  const secure = browser.secure ? '; Secure' : '';
  return `${cookieName(browser, name)}=${value ?? ''}; Path=/; HttpOnly; SameSite=Lax${secure}${life}`;
}

/**
 * A browser sends its cookies with whatever any page asks of it. What changes something has to say what only our own page
 * can read, and must not come from another one.
 *
 * @throws MaestroError `csrf`
 */
export function checkSameSite(request: FastifyRequest, session: string, { origin }: Browser): void {
  const from = request.headers.origin;
  if (from !== undefined && from !== origin)
    throw new MaestroError('csrf', 'The request comes from another page.');
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const given = request.headers['x-csrf-token'];
  const right = typeof given === 'string' && isSame(given, csrfTokenOf(session));
  if (!right) throw new MaestroError('csrf', 'Send the csrf_token of GET /api/auth/session as X-CSRF-Token.');
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
