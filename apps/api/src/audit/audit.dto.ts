import { ApiSchema } from '@nestjs/swagger';
import { formatId, type AuditRowView } from '@maestro/persistence';
import type { Verdict } from '@maestro/evidence';
import { ListOf } from '../http/page';
import {
  ShowsFlag,
  ShowsInteger,
  ShowsMany,
  ShowsObject,
  ShowsOne,
  ShowsText,
  ShowsTexts,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

@ApiSchema({ name: 'AuditEntry' })
export class AuditEntryDto {
  @ShowsTime('When it was done.')
  at!: string;

  @ShowsText('Who did it.', { example: 'key:ci' })
  actor!: string;

  @ShowsText('What was done.', { example: 'template.published' })
  action!: string;

  @ShowsText('The id of what it was done to.', { nullable: true })
  subject!: string | null;

  @ShowsObject('What else there is to know.')
  detail!: object;
}

export const AuditList = ListOf(AuditEntryDto, 'AuditList');

@ApiSchema({ name: 'AuditFault' })
export class AuditFaultDto {
  @ShowsInteger('The first record that is bad.')
  seq!: number;

  @ShowsText('What is wrong with it.')
  reason!: string;
}

@ApiSchema({ name: 'AuditHead' })
export class AuditHeadDto {
  @ShowsInteger('Number of the record.')
  seq!: number;

  @ShowsText('Its hash.')
  hash!: string;
}

@ApiSchema({ name: 'AuditVerdict' })
export class AuditVerdictDto implements Verdict {
  @ShowsFlag('Whether nothing is wrong with the chain.')
  ok!: boolean;

  @ShowsInteger('Records that were checked.')
  records!: number;

  @ShowsInteger('Rows that were hashed again.')
  rows!: number;

  @ShowsInteger('Signed heads whose signature holds.')
  roots!: number;

  @ShowsOne(() => AuditHeadDto, 'The last record.', { nullable: true })
  head!: AuditHeadDto | null;

  @ShowsInteger('Records behind the last signed head.')
  unsigned!: number;

  @ShowsTexts('Ids of the keys that signed: compare them with the keys that you know.')
  unpinned!: string[];

  @ShowsOne(() => AuditFaultDto, 'The first fault.', { nullable: true })
  bad!: AuditFaultDto | null;
}

@ApiSchema({ name: 'AuditLine' })
export class AuditLineDto {
  @ShowsWord(
    ['header', 'key', 'record', 'rows', 'root', 'end'],
    'What the line is; the others of its fields go by that.',
  )
  kind!: string;
}

@ApiSchema({ name: 'AuditKey' })
export class AuditKeyDto {
  @ShowsText('Id of the key: the first 16 hex digits of the SHA-256 over it.')
  id!: string;

  @ShowsText('The public key, in PEM.')
  public_key!: string;
}

@ApiSchema({ name: 'AuditKeys' })
export class AuditKeysDto {
  @ShowsMany(() => AuditKeyDto, 'Keys that signed heads of your chain and statements of your runs.')
  keys!: AuditKeyDto[];
}

export function showEntry({ at, actor, action, subject, runId, detail }: AuditRowView): AuditEntryDto {
  return {
    at: at.toISOString(),
    actor,
    action,
    subject: runId === null ? subject : formatId('run', runId),
    detail,
  };
}
