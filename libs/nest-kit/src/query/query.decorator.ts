import 'reflect-metadata';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Parameters } from './parameter';

const QUERY = 'maestro:query';

const ReadQuery = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().parameters,
);

/** Hands a handler its query parameters, read by their declaration; see `ParametersOf` for the type. */
export function QueryParameters(declared: Parameters): ParameterDecorator {
  return (target, key, index) => {
    const handler: unknown = key === undefined ? undefined : Reflect.get(target, key);
    if (typeof handler !== 'function')
      throw new Error('QueryParameters stands on a parameter of a route handler');
    Reflect.defineMetadata(QUERY, declared, handler);
    ReadQuery()(target, key, index);
  };
}

/** What a handler declared, or undefined: then its route takes no parameters. */
export function declaredParameters(handler: object): Parameters | undefined {
  return Reflect.getMetadata(QUERY, handler) as Parameters | undefined;
}
