import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import { claimRequest, releaseRequest, settleRequest } from '@maestro/persistence';
import type { KeptAnswer, RequestKey, TenantDatabase } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { LOGGER, type ServiceLogger } from '../logger';
import { NOT_KEPT } from './answer-not-kept.decorator';
import { idempotencyKeyOf, requestHash } from './idempotency-key';

export const TENANTS = Symbol('tenants');

/** Longer than any request takes: after it, a request whose process died may be sent again. */
const LEASE_MS = 60_000;
/** What a client needs beside the body. */
const KEPT_HEADERS = ['content-type', 'etag', 'location'] as const;
const MAX_BODY = 256 * 1024;

interface Keyed {
  request: FastifyRequest;
  reply: FastifyReply;
  tenantId: string;
  key: RequestKey;
}

/**
 * Serves a POST once for each `Idempotency-Key` of a principal, and gives the same answer to whoever sends it again within a
 * day. Only successes are kept: a refusal changed nothing, and after a fault of ours the client shall be able to try again. It
 * stands before all that reads the request, and costs nothing where there is no key.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    @Inject(TENANTS) private readonly tenants: TenantDatabase,
    @Inject(LOGGER) private readonly logger: ServiceLogger,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const given = idempotencyKeyOf(request);
    // Who is not known yet has nothing that could be kept for them.
    if (given === null || request.principal === null) return next.handle();
    const { tenantId, kind, id } = request.principal;
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    const key = { principal: `${kind}:${id}`, route, key: given, token: randomUUID() };
    const secret = this.reflector.get<boolean | undefined>(NOT_KEPT, context.getHandler()) ?? false;
    return defer(() => this.serve({ request, reply, tenantId, key }, next, secret));
  }

  private async serve(keyed: Keyed, next: CallHandler, secret: boolean): Promise<unknown> {
    const { request, reply, tenantId, key } = keyed;
    const hash = requestHash(request);
    const claim = await this.tenants.withTenant(tenantId, (tx) =>
      claimRequest(tx, key, { hash, leaseMs: LEASE_MS }),
    );
    if (claim.outcome === 'answered') return replay(reply, claim.answer);
    if (claim.outcome === 'mismatch') throw mismatch();
    if (claim.outcome === 'busy') throw inProgress(claim.ms);
    let value: unknown;
    try {
      value = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await this.attempt('giving an idempotency key back', () =>
        this.tenants.withTenant(tenantId, (tx) => releaseRequest(tx, key)),
      );
      throw error;
    }
    const answer = answerOf(reply, value, secret);
    // Before the answer goes out: who has heard it can ask for it again. What was done is done, also where this fails.
    await this.attempt('keeping an answer', () =>
      this.tenants.withTenant(tenantId, (tx) => settleRequest(tx, key, answer)),
    );
    return value;
  }

  private async attempt(doing: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn({ err: error }, `${doing} failed`);
    }
  }
}

function answerOf(reply: FastifyReply, value: unknown, secret: boolean): KeptAnswer {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const header = reply.getHeader(name);
    if (header !== undefined) headers[name] = String(header);
  }
  const body = value === undefined ? null : bodyOf(value);
  const kept = !secret && body !== undefined && (body?.length ?? 0) <= MAX_BODY;
  return { status: reply.statusCode, headers, body: kept ? (body ?? null) : null, kept };
}

/** Undefined where it is neither JSON nor text: a stream goes by once. */
function bodyOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Readable || ArrayBuffer.isView(value) ? undefined : JSON.stringify(value);
}

function replay(reply: FastifyReply, { status, headers, body, kept }: KeptAnswer): unknown {
  if (!kept) {
    const { location } = headers;
    throw new MaestroError(
      'answer-not-kept',
      'The request was served. Its answer, which held a secret or was very long, is given once.',
      { headers: { 'Idempotency-Replayed': 'true', ...(location ? { Location: location } : {}) } },
    );
  }
  reply.status(status).headers({ ...headers, 'Idempotency-Replayed': 'true' });
  if (body === null) return undefined;
  if (headers['content-type'] === undefined) reply.header('content-type', 'application/json; charset=utf-8');
  return body;
}

function mismatch(): MaestroError {
  return new MaestroError(
    'idempotency-mismatch',
    'The Idempotency-Key was used with another address or body. Take a new key for a new request.',
  );
}

function inProgress(ms: number): MaestroError {
  return new MaestroError('in-progress', 'A request with this Idempotency-Key is being served.', {
    retryAfter: Math.ceil(ms / 1_000),
    retryable: true,
  });
}
