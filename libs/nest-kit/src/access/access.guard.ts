import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_SCHEME, type Authenticator, type WrongKeyLimiter } from '@maestro/governance';
import { MaestroError } from '@maestro/problems';
import { rolePermissions, type Permission, type Principal } from '@maestro/tenancy';
import { RateLimiter } from '../rate/rate-limiter';
import { PERMISSION, PUBLIC } from './access.decorators';
import { BROWSER, checkSameSite, cookieName, readCookie, type Browser } from './browser';

export const AUTHENTICATOR = Symbol('authenticator');
export const WRONG_KEYS = Symbol('wrong keys');

/**
 * The one door: who asks, and may they. It stands before every route, decides by what the handler declares and
 * never by the text of the path, and refuses what declares nothing.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(WRONG_KEYS) private readonly wrongKeys: WrongKeyLimiter,
    private readonly rates: RateLimiter,
    @Inject(BROWSER) private readonly browser: Browser,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    if (this.reflector.get<boolean | undefined>(PUBLIC, handler)) return true;
    const permission = this.reflector.get<Permission | null | undefined>(PERMISSION, handler);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.identify(request);
    // Before it is refused: a refusal is an answer, too.
    this.rates.take(principal, context.switchToHttp().getResponse<FastifyReply>());
    if (permission === undefined) throw new Error('a route declares no permission');
    if (permission !== null && !principal.permissions.has(permission)) throw refusal(principal, permission);
    request.principal = principal;
    return true;
  }

  private async identify(request: FastifyRequest): Promise<Principal> {
    const session = this.sessionOf(request);
    const presented =
      session === null ? presentedKey(request.headers.authorization) : SESSION_SCHEME + session;
    // Who held a good key a moment ago is not made to suffer for others at the same address.
    const wait = this.authenticator.knows(presented) ? null : this.wrongKeys.retryAfter(request.ip);
    if (wait !== null) {
      throw new MaestroError('rate-limited', 'Too many wrong credentials came from this address.', {
        retryAfter: wait,
      });
    }
    const principal = await this.authenticator.authenticate(presented);
    if (principal) {
      if (session !== null) checkSameSite(request, session, this.browser);
      request.credential = presented;
      return principal;
    }
    this.wrongKeys.record(request.ip);
    const code = presented.startsWith('mst_') ? 'invalid-key' : 'invalid-token';
    throw new MaestroError(code, 'The credential is not valid.');
  }

  /** A key is meant where one is given; browsers add their cookie to everything. */
  private sessionOf(request: FastifyRequest): string | null {
    if (request.headers.authorization !== undefined) return null;
    return readCookie(request, cookieName(this.browser, 'session'));
  }
}

function refusal({ role }: Principal, permission: Permission): MaestroError {
  const why = rolePermissions[role].has(permission)
    ? `The scopes of the credential leave out the permission ${permission}.`
    : `The role ${role} does not have the permission ${permission}.`;
  return new MaestroError('forbidden', why);
}

/** What stands behind `Bearer`. Another scheme is an invalid credential like any other. */
export function presentedKey(header: string | undefined): string {
  if (header === undefined) {
    throw new MaestroError('unauthenticated', 'Send an API key: Authorization: Bearer mst_…');
  }
  return /^Bearer +(\S+)$/i.exec(header)?.[1] ?? '';
}
