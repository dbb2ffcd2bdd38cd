import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { ACCEPTS, type Accepts } from './body/accepts.decorator';
import { readBody } from './body/read-body';
import { noParameters } from './query/parameter';
import { declaredParameters } from './query/query.decorator';
import { readParameters } from './query/read-parameters';

const jsonOnly: Accepts = { text: {} };

/**
 * Reads query and body by what their route declares. It runs after the guards: nobody's bytes are parsed before it
 * is known who sent them.
 */
@Injectable()
export class StrictRequestInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const handler = context.getHandler();
    request.parameters = readParameters(declaredParameters(handler) ?? noParameters, request.raw.url ?? '');
    if (Buffer.isBuffer(request.body)) {
      const accepts = this.reflector.get<Accepts | undefined>(ACCEPTS, handler) ?? jsonOnly;
      if (!accepts.raw) request.body = readBody(request.body, request.headers['content-type'], accepts);
    }
    return next.handle();
  }
}
