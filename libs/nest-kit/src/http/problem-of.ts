import { HttpException } from '@nestjs/common';
import { isUnavailable, sqlState } from '@maestro/persistence';
import { MaestroError, type ProblemCode } from '@maestro/problems';

/** What a client reads of a fault on our side: nothing of it. */
const INTERNAL = 'The server could not complete the request. Its trace id leads to the cause in our logs.';

/** Lock not available, deadlock, serialisation failure: the same request may succeed a moment later. */
const busy = new Set(['55P03', '40001', '40P01']);

const fastifyCodes: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload-too-large', 'The body is larger than this route takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'The Content-Type header is not a media type.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'bad-request',
    'The body does not have the length that was announced.',
  ],
  FST_ERR_MAX_PARAM_LENGTH: ['not-found', 'There is nothing at this address.'],
};

const statusCodes: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  400: ['bad-request', 'The request is not valid HTTP.'],
  401: ['unauthenticated', 'The request has no credential.'],
  403: ['forbidden', 'The credential does not allow this.'],
  404: ['not-found', 'There is nothing at this address.'],
  405: ['method-not-allowed', 'The resource does not support this method.'],
  408: ['request-timeout', 'The request took too long to arrive.'],
  413: ['payload-too-large', 'The body is larger than this route takes.'],
  414: ['uri-too-long', 'The address is too long.'],
  415: ['unsupported-media-type', 'The body has a type this route does not take.'],
  429: ['rate-limited', 'Too many requests.'],
  431: ['headers-too-large', 'The request headers are too large.'],
  503: ['service-unavailable', 'The service is not available at the moment.'],
};

/**
 * The problem that stands for whatever was thrown, by us, Nest, Fastify or a driver. The text of errors that are
 * not ours never becomes part of it.
 */
export function problemOf(error: unknown): MaestroError {
  if (error instanceof MaestroError) return error;
  if (isUnavailable(error) || busy.has(sqlState(error) ?? '')) {
    const detail = 'The database cannot be reached or is busy. Try again in a moment.';
    return new MaestroError('service-unavailable', detail, { cause: error, retryAfter: 1 });
  }
  const known = fastifyCodes[codeOf(error)] ?? statusCodes[statusOf(error)];
  return known
    ? new MaestroError(known[0], known[1], { cause: error })
    : new MaestroError('internal', INTERNAL, { cause: error });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;
}
