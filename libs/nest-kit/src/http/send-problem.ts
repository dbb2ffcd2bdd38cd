import type { FastifyReply, FastifyRequest } from 'fastify';
import { truncate, type MaestroError } from '@maestro/problems';

export const PROBLEM_TYPE = 'application/problem+json';

const MAX_INSTANCE = 256;

/** Answers with a problem (RFC 9457) and the headers that belong to its status. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: MaestroError): FastifyReply {
  const problem = error.toProblem({ instance: pathOf(request), traceId: request.traceId });
  reply.headers(error.headers);
  if (error.retryAfter !== undefined) reply.header('Retry-After', String(error.retryAfter));
  if (error.status === 401) reply.header('WWW-Authenticate', challenge(error.code === 'invalid-token'));
  // What is left of a body that nobody reads must not be taken for the next request.
  if (error.status === 413 || error.status === 408) reply.header('Connection', 'close');
  // As bytes: to a text Fastify would add a charset, which this type does not have.
  const body = Buffer.from(JSON.stringify(problem));
  return reply.code(error.status).header('Content-Type', PROBLEM_TYPE).send(body);
}

/** RFC 6750, section 3: the error attribute only where a credential was given. */
function challenge(invalid: boolean): string {
  return invalid ? 'Bearer realm="maestro", error="invalid_token"' : 'Bearer realm="maestro"';
}

/** Without the query, which may hold what nobody should repeat. */
function pathOf(request: FastifyRequest): string {
  return truncate((request.raw.url ?? '/').split('?', 1)[0] as string, MAX_INSTANCE);
}
