import {
  fastify,
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RawServerDefault,
} from 'fastify';
import { MaestroError } from '@maestro/problems';
import { record } from '@maestro/telemetry';
import { problemOf } from './problem-of';
import { answerClientError, endWithProblem } from './raw-problem';
import { requestIdOf, traceIdOf } from './request';
import { RouteTable } from './route-table';
import { sendProblem } from './send-problem';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bytes a body of this route may have, where the server's limit will not do. */
    bodyLimit?: number;
  }
  interface FastifyInstance {
    routeTable: RouteTable;
  }
}

const BODY_LIMIT = 1_000_000;
const MAX_TARGET = 8 * 1024;
/** Above the limit for the target, so that a long address is told from long headers. */
const MAX_HEADERS = 32 * 1024;

/**
 * A Fastify server with our manners at the edge: every refusal is a problem, also of bytes that are not HTTP; bodies
 * arrive as they were sent, to be parsed once it is known from whom; nothing is sniffed, cached or embedded.
 */
export function createHttpServer(): FastifyInstance {
  const server: FastifyInstance = fastify(options());
  server.decorate('routeTable', new RouteTable());
  server.decorateRequest('traceId', '');
  server.decorateRequest('principal', null);
  server.decorateRequest('credential', null);
  server.decorateRequest('parameters', null);
  server.decorateRequest('precondition', null);
  server.addHook('onRoute', (route) => {
    const methods = Array.isArray(route.method) ? route.method : [route.method];
    server.routeTable.add(route.url, methods);
    if (route.config?.bodyLimit !== undefined) route.bodyLimit = route.config.bodyLimit;
  });
  server.addHook('onRequest', (request, reply, done) => {
    prepare(request, reply);
    const refusal = refusalOf(request, server.routeTable);
    if (refusal) sendProblem(request, reply, refusal);
    else done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const labels = { method, route: routeOptions.url ?? 'none', status: reply.statusCode };
    record('httpDuration', reply.elapsedTime / 1_000, labels);
    done();
  });
  takeRawBodies(server);
  answerOddRequests(server);
  return server;
}

function options(): FastifyHttpOptions<RawServerDefault> {
  return {
    logger: false,
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 512 },
    requestTimeout: 30_000,
    // Longer than the usual idle time of a load balancer, which must be the one to hang up.
    keepAliveTimeout: 65_000,
    // A closing server still answers what is on its way; Fastify's own refusal is no problem document.
    return503OnClosing: false,
    http: { maxHeaderSize: MAX_HEADERS, headersTimeout: 15_000, requireHostHeader: false },
    genReqId: requestIdOf,
    requestIdHeader: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      prepare(request, reply);
      sendProblem(request, reply, problemOf(error));
    },
  };
}

function prepare(request: FastifyRequest, reply: FastifyReply): void {
  request.traceId = traceIdOf(request);
  reply.headers({
    'X-Request-Id': request.id,
    'Trace-Id': request.traceId,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
  });
}

function refusalOf(request: FastifyRequest, routes: RouteTable): MaestroError | null {
  const target = request.raw.url ?? '';
  if (target.length > MAX_TARGET) {
    return new MaestroError('uri-too-long', `The address is longer than ${MAX_TARGET} bytes.`);
  }
  if (request.raw.httpVersion === '1.1' && !request.headers.host) {
    return new MaestroError('bad-request', 'The request has no Host header.');
  }
  if (!request.is404 && !hasEmptyParameter(request)) return null;
  const allowed = routes.methodsAt(target.split('?', 1)[0] as string);
  return allowed.length > 0
    ? new MaestroError('method-not-allowed', `This resource supports ${allowed.join(', ')}.`, {
        headers: { Allow: allowed.join(', ') },
      })
    : new MaestroError('not-found', 'There is nothing at this address.');
}

/** The router takes `/runs/` for `/runs/:id` with no id. */
function hasEmptyParameter(request: FastifyRequest): boolean {
  return Object.values(request.params ?? {}).includes('');
}

/** Any type, as bytes, up to the route's limit: what they mean is decided after the guard. */
function takeRawBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** Requests that Node would answer by itself, in its own words. */
function answerOddRequests(server: FastifyInstance): void {
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  );
  server.server.on('connect', (_request, socket) => {
    endWithProblem(
      socket,
      new MaestroError('method-not-allowed', 'This is no proxy.', { headers: { Allow: 'GET' } }),
    );
  });
}

/** For servers without Nest: what a handler throws becomes a problem. */
export function answerErrors(server: FastifyInstance, logger: Pick<FastifyBaseLogger, 'error'>): void {
  server.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) logger.error({ err: error, trace_id: request.traceId }, 'a request failed');
    return sendProblem(request, reply, problem);
  });
}
