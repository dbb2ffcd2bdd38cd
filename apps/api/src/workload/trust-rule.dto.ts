import { ApiSchema } from '@nestjs/swagger';
import { tokenAlgorithms, type TokenAlgorithm } from '@maestro/config';
import type { JsonObject } from '@maestro/dsl';
import { formatId, type TrustRuleRow } from '@maestro/persistence';
import { permissions, roles, type Role } from '@maestro/tenancy';
import { IntegerField, ObjectField, TextField, TextListField, WordField } from '../http/fields';
import {
  ShowsInteger,
  ShowsMany,
  ShowsText,
  ShowsTextMap,
  ShowsTexts,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

@ApiSchema({ name: 'TrustRule', description: 'Which tokens of which issuer let a machine in, and as what.' })
export class TrustRuleDto {
  @ShowsText('Id of the rule.', { example: 'tru_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('Its name: histories say `workload:<name>`.') name!: string;
  @ShowsText('Who signs the tokens.') issuer!: string;
  @ShowsText('Whom the tokens have to be for.') audience!: string;
  @ShowsWord(tokenAlgorithms, 'What they are signed with.') algorithm!: string;
  @ShowsTextMap('Claims and the values they have to have.') conditions!: Record<string, string>;
  @ShowsWord(roles, 'The role of who is let in.') role!: string;
  @ShowsTexts('What of the role they may do; null for all.', { nullable: true }) scopes!: string[] | null;
  @ShowsInteger('Seconds that what they get is good for.') ttl_s!: number;
  @ShowsText('Who made the rule.') created_by!: string;
  @ShowsTime('When.') created_at!: string;
}

@ApiSchema({ name: 'TrustRuleList' })
export class TrustRuleListDto {
  @ShowsMany(() => TrustRuleDto, 'The rules that hold, the newest first: 200 at most.') data!: TrustRuleDto[];
}

@ApiSchema({ name: 'TrustRuleBody' })
export class TrustRuleBody {
  @TextField({
    description: 'A name of a-z, 0-9, ., _ and -.',
    required: true,
    max: 64,
    example: 'github-main',
  })
  name!: string;

  @TextField({
    description: 'Address of the issuer, exactly as it stands in its tokens.',
    required: true,
    max: 512,
    example: 'https://token.actions.githubusercontent.com',
  })
  issuer!: string;

  @TextField({ description: 'Whom the tokens have to be for; the id of your tenant unless told.', max: 256 })
  audience?: string;

  @WordField({ description: 'What they are signed with; RS256 unless told.', words: tokenAlgorithms })
  algorithm?: TokenAlgorithm;

  @ObjectField({
    description:
      'Claims and the texts they have to be, all of them; a `*` at the end of a text stands for anything.',
    required: true,
    example: { repository: 'acme/app', ref: 'refs/heads/main' },
  })
  conditions!: JsonObject;

  @WordField({ description: 'No role above your own.', required: true, words: roles })
  role!: Role;

  @TextListField({
    description: 'What of the role they may do; all, where left out.',
    maxItems: permissions.length,
  })
  scopes?: string[];

  @IntegerField({
    description: 'Seconds that what they get is good for; 900 unless told.',
    min: 60,
    max: 3_600,
  })
  ttl_s?: number;
}

@ApiSchema({ name: 'TokenBody', description: 'A token exchange, RFC 8693.' })
export class TokenBody {
  @TextField({ description: 'The same fields as a form, where the body is one.', max: 32_768 })
  form?: string;

  @TextField({ description: '`urn:ietf:params:oauth:grant-type:token-exchange`.', max: 128 })
  grant_type?: string;

  @TextField({ description: 'The JSON Web Token of the machine.', max: 16_384 })
  subject_token?: string;

  @TextField({ description: '`urn:ietf:params:oauth:token-type:jwt`, or `…:id_token`.', max: 128 })
  subject_token_type?: string;

  @TextField({ description: 'Id of the tenant.', max: 128, example: 'ten_01j9z3k4v5x6y7z8a9b0c1d2e3' })
  audience?: string;

  @TextField({
    description: 'Permissions, separated by blanks; all that the rule gives, where left out.',
    max: 2_048,
  })
  scope?: string;
}

@ApiSchema({ name: 'AccessToken' })
export class AccessTokenDto {
  @ShowsText('The key, to be sent as `Authorization: Bearer`.') access_token!: string;
  @ShowsText('What it is: an access token.') issued_token_type!: string;
  @ShowsText('How to send it: `Bearer`.') token_type!: string;
  @ShowsInteger('Seconds that it is good for.') expires_in!: number;
  @ShowsText('What it may do, separated by blanks.') scope!: string;
}

export function showTrustRule(row: TrustRuleRow): TrustRuleDto {
  return {
    ...{ id: formatId('tru', row.id), name: row.name, issuer: row.issuer, audience: row.audience },
    ...{ algorithm: row.algorithm, conditions: { ...row.conditions }, role: row.role, scopes: row.scopes },
    ...{ ttl_s: row.ttlSeconds, created_by: row.createdBy, created_at: row.createdAt.toISOString() },
  };
}
