import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { truncate, type MaestroError } from '@maestro/problems';

export const PROBLEM_TYPE = 'application/problem+json';

const MAX_INSTANCE = 256;
/** How long a refused body may go on arriving. */
const LINGER_MS = 2_000;

/** Answers with a problem (RFC 9457) and the headers that belong to its status. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: MaestroError): FastifyReply {
  const problem = error.toProblem({ instance: pathOf(request), traceId: request.traceId });
  reply.headers(error.headers);
  if (error.retryAfter !== undefined) reply.header('Retry-After', String(error.retryAfter));
  if (error.status === 401) reply.header('WWW-Authenticate', challenge(error.code !== 'unauthenticated'));
  // As bytes: to a text Fastify would add a charset, which this type does not have.
  const body = Buffer.from(JSON.stringify(problem));
  reply.code(error.status).headers({ 'Content-Type': PROBLEM_TYPE, 'Content-Length': body.length });
  if (error.status !== 413) return reply.send(body);
  // What is left of a body that nobody wants must not be taken for the next request.
  return reply.header('Connection', 'close').send(lingering(body, request.raw));
}

/**
 * An answer whose end waits until the rest of the request has arrived, or for a moment. Were the connection closed
 * while the client is still sending, the reset would take the answer with it.
 */
function lingering(body: Buffer, request: IncomingMessage): Readable {
  const answer = new Readable({ read: () => undefined });
  const end = () => {
    clearTimeout(timer);
    answer.push(null);
  };
  const timer = setTimeout(end, LINGER_MS);
  answer.push(body);
  if (request.complete) end();
  else request.once('end', end).once('close', end).resume();
  return answer;
}

/** RFC 6750, section 3: the error attribute only where a credential was given. */
function challenge(invalid: boolean): string {
  return invalid ? 'Bearer realm="maestro", error="invalid_token"' : 'Bearer realm="maestro"';
}

/** Without the query, which may hold what nobody should repeat. */
function pathOf(request: FastifyRequest): string {
  return truncate((request.raw.url ?? '/').split('?', 1)[0] as string, MAX_INSTANCE);
}
