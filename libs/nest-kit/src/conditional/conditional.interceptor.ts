import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { MaestroError } from '@maestro/problems';
import { etagOf, isUnchanged, readTags } from './etag';
import { Precondition } from './precondition';
import { TAGGED, type Tagged } from './tagged.decorator';

/** Serves conditional requests (RFC 9110, section 13) on routes that are `@Tagged()`. */
@Injectable()
export class ConditionalInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const tagged = this.reflector.get<Tagged | undefined>(TAGGED, context.getHandler());
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads) request.precondition = readPrecondition(request, tagged);
    if (!tagged) return next.handle();
    return next.handle().pipe(
      map((shown: unknown) => {
        if (request.precondition?.ignored) throw new Error('a handler did not compare the state it changed');
        if (typeof shown !== 'object' || shown === null) return shown;
        const etag = etagOf(shown, tagged.moving);
        reply.header('ETag', etag);
        const known = request.headers['if-none-match'];
        if (!reads || known === undefined || !isUnchanged(known, etag)) return shown;
        reply.status(304);
        return undefined;
      }),
    );
  }
}

function readPrecondition(
  { method, headers }: FastifyRequest,
  tagged: Tagged | undefined,
): Precondition | null {
  const header = headers['if-match'];
  const changes = ['PUT', 'PATCH', 'DELETE'].includes(method);
  if (!tagged || !changes) {
    if (header === undefined) return null;
    // Carried out without looking, it might overwrite the very thing the client wants to keep.
    throw new MaestroError('bad-request', 'This route does not take If-Match.');
  }
  if (header !== undefined) readTags('If-Match', header);
  else if (tagged.ifMatch === 'required') {
    throw new MaestroError(
      'precondition-required',
      'Send If-Match with the ETag of the state that you read; * changes whatever is there.',
    );
  }
  return new Precondition(header, tagged.moving);
}
