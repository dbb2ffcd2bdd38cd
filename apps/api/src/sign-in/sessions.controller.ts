import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { csrfTokenOf, parseSession, SESSION_SCHEME } from '@maestro/governance';
import { BROWSER, cookieLine, type Browser } from '@maestro/nest-kit';
import {
  endSessions,
  formatId,
  listSessions,
  parseId,
  recordAudit,
  type SessionRow,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { CurrentSessionDto, SessionListDto, showSession, SignedOutDto } from './session.dto';

interface Own {
  tenantId: string;
  memberId: string;
  actor: string;
  /** Id of the session that asks, and the text of its cookie. */
  id: string;
  text: string;
}

/** A person's own sessions. */
@ApiTags('sign-in')
@Controller('api/auth')
export class SessionsController {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    @Inject(BROWSER) private readonly browser: Browser,
  ) {}

  @Get('session')
  @Operation({
    id: 'getSession',
    summary: 'Read your session',
    description: 'Every request makes it last longer, up to `expires_at`; then the provider is asked again.',
    access: 'identity',
    answers: { 200: { type: CurrentSessionDto, description: 'The session, with its CSRF token.' } },
  })
  async current(@ThisExchange() exchange: Exchange): Promise<CurrentSessionDto> {
    const own = ownOf(exchange);
    const row = (await this.rows(own)).find(({ id }) => id === own.id);
    if (!row) throw new MaestroError('invalid-token', 'The session is over.');
    return { ...showSession(row, own.id), csrf_token: csrfTokenOf(own.text) };
  }

  @Get('sessions')
  @Operation({
    id: 'listSessions',
    summary: 'List your sessions',
    access: 'identity',
    answers: { 200: { type: SessionListDto, description: 'Those that are not over.' } },
  })
  async list(@ThisExchange() exchange: Exchange): Promise<SessionListDto> {
    const own = ownOf(exchange);
    return { data: (await this.rows(own)).map((row) => showSession(row, own.id)) };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @Operation({
    id: 'endSession',
    summary: 'End one of your sessions',
    description: 'It opens nothing within five seconds, and its open streams end.',
    access: 'identity',
    answers: { 204: { description: 'The session is over.' } },
  })
  async end(@ThisExchange() exchange: Exchange, @Param('id') id: string): Promise<void> {
    const own = ownOf(exchange);
    const session = parseId('ses', id);
    if (session === null || !(await this.finish(own, session)))
      throw new MaestroError('not-found', 'You have no such session.');
  }

  @Post('logout')
  @HttpCode(200)
  @Operation({
    id: 'logout',
    summary: 'Sign out',
    access: 'identity',
    answers: { 200: { type: SignedOutDto, description: 'The session is over; the cookie is taken away.' } },
  })
  async logout(@ThisExchange() exchange: Exchange): Promise<SignedOutDto> {
    const own = ownOf(exchange);
    const provider = (await this.rows(own)).find(({ id }) => id === own.id)?.provider;
    await this.finish(own, own.id);
    exchange.reply.header('Set-Cookie', cookieLine(this.browser, 'session', null));
    const url = provider === undefined ? null : await this.connections.signIn.endSessionUrl(provider);
    return { end_session_url: url };
  }

  private rows({ tenantId, memberId }: Own): Promise<SessionRow[]> {
    return this.connections.tenants.withTenant(tenantId, (tx) => listSessions(tx, memberId));
  }

  private finish({ tenantId, memberId, actor }: Own, id: string): Promise<boolean> {
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const ended = await endSessions(tx, memberId, id);
      const subject = formatId('ses', id);
      if (ended.length > 0) await recordAudit(tx, { actor, action: 'session.ended', subject });
      return ended.length > 0;
    });
  }
}

/** The session that asks. @throws MaestroError `not-found` for keys, which have none */
function ownOf({ principal, request }: Exchange): Own {
  const text = request.credential?.startsWith(SESSION_SCHEME)
    ? request.credential.slice(SESSION_SCHEME.length)
    : '';
  const session = parseSession(text);
  const memberId = parseId('mem', principal.id);
  if (!session || memberId === null)
    throw new MaestroError('not-found', 'Only people who signed in have a session.');
  return { tenantId: principal.tenantId, memberId, actor: principal.actor, id: session.id, text };
}
