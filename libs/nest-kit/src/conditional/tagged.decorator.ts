import { SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Precondition } from './precondition';

export const TAGGED = 'maestro:tagged';

export interface Tagged {
  /** Members that change without anybody changing the resource: `If-Match` does not look at them. */
  moving: readonly string[];
  /** Whether a change has to name the state it changes. */
  ifMatch: 'required' | 'optional';
}

/**
 * Gives what a route answers with a strong `ETag`, and lets clients ask by it. Put it on each route that reads or changes one
 * resource:
 *
 * - `@Tagged()` on GET: `ETag`, and 304 for `If-None-Match`.
 * - `@Tagged()` on PUT, PATCH, DELETE: `If-Match` is honoured; `@Tagged({ ifMatch: 'required' })`: 428 without it. The handler
 *   calls `precondition.check(showX(row))`, with the `precondition` of its exchange, in the transaction of the change, on the
 *   row it has locked, before it writes.
 *
 * `moving` has to be the same on all routes of a resource.
 */
export const Tagged = (options: Partial<Tagged> = {}) =>
  SetMetadata(TAGGED, { moving: [], ifMatch: 'optional', ...options } satisfies Tagged);

/** What the client says of the state that it wants to change. Only for routes that change something and are `@Tagged()`. */
export function preconditionOf({ precondition }: FastifyRequest): Precondition {
  if (!precondition) throw new Error('a route that takes a precondition has to be @Tagged()');
  return precondition;
}
