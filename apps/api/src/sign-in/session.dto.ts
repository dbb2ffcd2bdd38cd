import { ApiSchema } from '@nestjs/swagger';
import { formatId, type SessionRow } from '@maestro/persistence';
import { ShowsFlag, ShowsMany, ShowsText, ShowsTexts, ShowsTime } from '../http/shows';

@ApiSchema({ name: 'SignInProviders' })
export class ProvidersDto {
  @ShowsTexts('Names of the providers, each for `/api/auth/login?provider=`.') data!: string[];
}

@ApiSchema({ name: 'Session', description: 'Somebody signed in, on one browser.' })
export class SessionDto {
  @ShowsText('Id of the session.', { example: 'ses_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('Who vouched for the person.') provider!: string;
  @ShowsText('What the browser calls itself.', { nullable: true }) user_agent!: string | null;
  @ShowsTime('When it began.') created_at!: string;
  @ShowsTime('When it was last used, to the minute.') last_seen_at!: string;
  @ShowsTime('When it is over without another request.') ends_at!: string;
  @ShowsTime('When it is over in any case.') expires_at!: string;
  @ShowsFlag('Whether it is the one you ask with.') current!: boolean;
}

@ApiSchema({ name: 'SessionList' })
export class SessionListDto {
  @ShowsMany(() => SessionDto, 'Your sessions, the newest first.') data!: SessionDto[];
}

@ApiSchema({ name: 'CurrentSession' })
export class CurrentSessionDto extends SessionDto {
  @ShowsText('To be sent as `X-CSRF-Token` with everything that changes something.') csrf_token!: string;
}

@ApiSchema({ name: 'SignedOut' })
export class SignedOutDto {
  @ShowsText('Where the browser ends the session of the provider, too; null where there is no such place.', {
    nullable: true,
    format: 'uri',
  })
  end_session_url!: string | null;
}

export function showSession(row: SessionRow, currentId: string): SessionDto {
  return {
    ...{ id: formatId('ses', row.id), provider: row.provider, user_agent: row.userAgent },
    ...{ created_at: row.createdAt.toISOString(), last_seen_at: row.lastSeenAt.toISOString() },
    ...{
      ends_at: row.endsAt.toISOString(),
      expires_at: row.expiresAt.toISOString(),
      current: row.id === currentId,
    },
  };
}
