import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '@maestro/tenancy';
import { currentTraceparent } from '@maestro/telemetry';
import type { Precondition } from '../conditional/precondition';

declare module 'fastify' {
  interface FastifyRequest {
    /** 32 hex digits: the caller's trace where there is one, else one of the request's own. */
    traceId: string;
    /** Set by the access guard; null on public routes. */
    principal: Principal | null;
    /** What the principal was known by, so that it can be asked again whether that still opens. */
    credential: string | null;
    /** The query, as `QueryParameters` declares it. */
    parameters: unknown;
    /** On routes that change one resource: what the client says of its state. */
    precondition: Precondition | null;
  }
}

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Takes over a caller's request id where it is one, so that a request can be followed through several services. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomBytes(12).toString('hex');
}

/** The trace that work begun by this request belongs to: our own span, else the caller's, else none. */
export function traceparentOf(request: FastifyRequest): string | null {
  const given = request.headers.traceparent;
  return currentTraceparent() ?? (typeof given === 'string' && TRACEPARENT.test(given) ? given : null);
}

export function traceIdOf(request: FastifyRequest): string {
  const match = TRACEPARENT.exec(traceparentOf(request) ?? '');
  return match?.[1] ?? randomBytes(16).toString('hex');
}
