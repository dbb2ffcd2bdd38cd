import { ApiSchema } from '@nestjs/swagger';
import type { ApiKeyRow } from '@maestro/persistence';
import { permissions, roles, type Role } from '@maestro/tenancy';
import { IntegerField, TextField, TextListField, WordField } from '../http/fields';
import { ListOf } from '../http/page';
import { ShowsText, ShowsTexts, ShowsTime, ShowsWord } from '../http/shows';

@ApiSchema({ name: 'ApiKey', description: 'A key, without what opens it.' })
export class ApiKeyDto {
  @ShowsText('Id of the key: the third part of it.', { example: 'a1b2c3d4e5f6g7h8' }) id!: string;
  @ShowsText('Its name; of those that work no two bear the same.', { example: 'deploy' }) name!: string;
  @ShowsWord(roles, 'Its role.') role!: string;
  @ShowsTexts('What of the role it may do; null for all.', { nullable: true }) scopes!: string[] | null;
  @ShowsText('The person who answers for what it does; null where it answers for itself.', { nullable: true })
  owner!: string | null;
  @ShowsText('Who made it.') created_by!: string;
  @ShowsTime('When it was made.') created_at!: string;
  @ShowsTime('When it stops working by itself; null for never.', { nullable: true }) expires_at!:
    string | null;
  @ShowsTime('When it was revoked.', { nullable: true }) revoked_at!: string | null;
  @ShowsTime('When it was last used, to the minute.', { nullable: true }) last_used_at!: string | null;
  @ShowsTime('When it was last given another secret.', { nullable: true }) rotated_at!: string | null;
}

export const ApiKeyList = ListOf(ApiKeyDto, 'ApiKeyList');

@ApiSchema({ name: 'NewApiKey', description: 'A key with what opens it: shown this once.' })
export class NewApiKeyDto extends ApiKeyDto {
  @ShowsText('The key. Nobody can show it again.', { example: 'mst_prod_a1b2c3d4e5f6g7h8_…' }) key!: string;
}

@ApiSchema({ name: 'RotatedApiKey', description: 'A key with its new secret: shown this once.' })
export class RotatedApiKeyDto extends NewApiKeyDto {
  @ShowsTime('Until when the secret of before opens it, too; null where it no longer does.', {
    nullable: true,
  })
  previous_until!: string | null;
}

@ApiSchema({ name: 'ApiKeyBody' })
export class ApiKeyBody {
  @TextField({ description: 'A name of a-z, 0-9, ., _ and -.', required: true, max: 64, example: 'deploy' })
  name!: string;

  @WordField({ description: 'No role above your own.', required: true, words: roles })
  role!: Role;

  @TextListField({
    description: `What of the role it may do, out of ${permissions.join(', ')}; all, where left out.`,
    maxItems: permissions.length,
    example: ['run:start', 'run:read'],
  })
  scopes?: string[];

  @TextField({ description: 'When it stops working, RFC 3339; never, where left out.', max: 40 })
  expires_at?: string;
}

@ApiSchema({ name: 'RotateBody' })
export class RotateBody {
  @IntegerField({
    description: 'Seconds for which the old secret opens it, too; 0 unless told.',
    min: 0,
    max: 604_800,
  })
  grace_s?: number;
}

export function showKey(row: ApiKeyRow): ApiKeyDto {
  const time = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...{ id: row.id, name: row.name, role: row.role, scopes: row.scopes, owner: row.owner },
    ...{
      created_by: row.createdBy,
      created_at: row.createdAt.toISOString(),
      expires_at: time(row.expiresAt),
    },
    ...{
      revoked_at: time(row.revokedAt),
      last_used_at: time(row.lastUsedAt),
      rotated_at: time(row.rotatedAt),
    },
  };
}
