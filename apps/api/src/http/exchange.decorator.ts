import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { preconditionOf, type Precondition } from '@maestro/nest-kit';
import type { Principal } from '@maestro/tenancy';

/** For handlers that say more than a value: a status or a header of their own. */
export interface Exchange {
  principal: Principal;
  request: FastifyRequest;
  reply: FastifyReply;
  /** What the client says of the state it wants to change: on routes that change something and are `@Tagged()`. */
  readonly precondition: Precondition;
}

/** Hands over the exchange. The handler returns its value all the same. */
export const ThisExchange = createParamDecorator((_: unknown, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
  if (request.principal === null) throw new Error('a public route has no principal');
  const { principal } = request;
  return {
    principal,
    request,
    reply,
    get precondition() {
      return preconditionOf(request);
    },
  };
});
