import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WrongKeyLimiter } from '@maestro/governance';
import {
  BROWSER,
  cookieLine,
  cookieName,
  readCookie,
  WRONG_KEYS,
  type Browser,
  type ParametersOf,
} from '@maestro/nest-kit';
import { MaestroError } from '@maestro/problems';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { Query } from '../http/query.decorator';
import { ProvidersDto } from './session.dto';
import { callbackQuery, loginQuery } from './sign-in.query';

/** The way in for people: to their provider and back, to a session of ours. */
@ApiTags('sign-in')
@Controller('api/auth')
export class SignInController {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    @Inject(BROWSER) private readonly browser: Browser,
    @Inject(WRONG_KEYS) private readonly limiter: WrongKeyLimiter,
  ) {}

  @Get('providers')
  @Operation({
    id: 'listSignInProviders',
    summary: 'Whom people sign in with',
    access: 'public',
    answers: { 200: { type: ProvidersDto, description: 'The providers.' } },
  })
  providers(): ProvidersDto {
    return { data: [...this.connections.signIn.providers] };
  }

  @Get('login')
  @Operation({
    id: 'login',
    summary: 'Go to a provider to sign in',
    description:
      'For browsers. Authorization code with PKCE; `state` and `nonce` are used once and bound to this browser.',
    access: 'public',
    answers: { 302: { description: 'On to the provider.' } },
  })
  async login(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query(loginQuery) { provider, return_to: returnTo, invite, prompt }: ParametersOf<typeof loginQuery>,
  ): Promise<void> {
    if (provider === null) throw new MaestroError('unknown-provider', 'Name a provider: ?provider=…');
    this.slowDown(request);
    const wanted = { provider, invite, prompt, returnTo: returnTo ?? '/api/auth/session' };
    const { url, cookie } = await this.connections.signIn.begin(wanted);
    reply.status(302).headers({ Location: url, 'Set-Cookie': cookieLine(this.browser, 'sign_in', cookie) });
  }

  @Get('callback')
  @Operation({
    id: 'finishLogin',
    summary: 'Come back from a provider',
    description:
      'Where the provider sends the browser to. A wrong, missing or used `state` is `invalid-oauth-state`.',
    access: 'public',
    answers: { 302: { description: 'In, and on to where the sign-in began.' } },
  })
  async callback(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query(callbackQuery) query: ParametersOf<typeof callbackQuery>,
  ): Promise<void> {
    this.slowDown(request);
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null);
    const { session, returnTo } = await this.connections.signIn.finish({
      cookie: readCookie(request, cookieName(this.browser, 'sign_in')),
      query: new URLSearchParams(given),
      userAgent: request.headers['user-agent']?.slice(0, 256) ?? null,
    });
    reply.status(302).headers({
      Location: returnTo,
      'Set-Cookie': [cookieLine(this.browser, 'sign_in', null), cookieLine(this.browser, 'session', session)],
    });
  }

  /** Nobody is known here yet: what is counted is the address. */
  private slowDown(request: FastifyRequest): void {
    const wait = this.limiter.retryAfter(request.ip);
    if (wait !== null)
      throw new MaestroError('rate-limited', 'Too many sign-ins came from this address.', {
        retryAfter: wait,
      });
    this.limiter.record(request.ip);
  }
}
