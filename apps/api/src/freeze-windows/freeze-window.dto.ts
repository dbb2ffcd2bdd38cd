import { ApiSchema } from '@nestjs/swagger';
import { formatId, freezeEffects, type FreezeEffect, type FreezeWindowRow } from '@maestro/persistence';
import type { JsonObject } from '@maestro/dsl';
import {
  FlagField,
  IntegerField,
  ObjectField,
  PartField,
  TextField,
  TextListField,
  WordField,
} from '../http/fields';
import { ListOf } from '../http/page';
import {
  ShowsFlag,
  ShowsInteger,
  ShowsMany,
  ShowsObject,
  ShowsText,
  ShowsTexts,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

const EFFECT =
  'What happens to a run that is started in it: nothing starts, it begins later, or people agree.';
const TIME = 'a day, or a time by the clock of its zone, or one with an offset';
const MAX_DATES = 1_000;

@ApiSchema({ name: 'FreezeScopeBody' })
export class FreezeScopeBody {
  @ObjectField({ description: 'Labels that a run has, all of them.', example: { team: 'sales' } })
  labels?: JsonObject;

  @TextListField({ description: 'Tags, one of which its template has.', maxItems: 50 })
  tags?: string[];

  @TextListField({ description: 'Templates it plays, by name or id.', maxItems: 50 })
  templates?: string[];

  @TextListField({
    description: 'Environments it works in: that of the tenant, or of its label `environment` or `env`.',
    maxItems: 50,
  })
  environments?: string[];
}

@ApiSchema({ name: 'FreezeWindowChanges' })
export class FreezeWindowChanges {
  @TextField({ description: 'What it is called.', max: 200 })
  name?: string;

  @TextField({
    description: 'Why it is; shown to whoever is held up. Empty takes it away.',
    min: 0,
    max: 2_000,
  })
  reason?: string;

  @WordField({ description: EFFECT, words: freezeEffects })
  effect?: FreezeEffect;

  @TextField({
    description: 'IANA name of its time zone; UTC unless told.',
    max: 64,
    example: 'Europe/Berlin',
  })
  timezone?: string;

  @TextField({ description: `When it begins: ${TIME}.`, max: 40, example: '2026-12-18T18:00' })
  start?: string;

  @TextField({ description: `When it ends: ${TIME}, which is not part of it.`, max: 40 })
  end?: string;

  @TextField({
    description: 'How it repeats, as an RRULE of days (RFC 5545). Empty: it does not.',
    min: 0,
    max: 1_024,
    example: 'FREQ=WEEKLY;BYDAY=FR',
  })
  recurrence?: string;

  @TextListField({ description: 'Beginnings that are left out.', maxItems: MAX_DATES })
  except?: string[];

  @TextListField({ description: 'Beginnings that come in addition.', maxItems: MAX_DATES })
  also?: string[];

  @PartField({ description: 'Which runs it is about; all, where left out.', part: () => FreezeScopeBody })
  scope?: FreezeScopeBody;

  @TextListField({
    description: 'Who may agree: `role:admin`, or a person. For require-approval.',
    maxItems: 50,
  })
  approvers?: string[];

  @IntegerField({ description: 'How many have to agree.', min: 1, max: 10 })
  quorum?: number;

  @FlagField({ description: 'Whether it counts.' })
  enabled?: boolean;
}

@ApiSchema({ name: 'FreezeWindowBody' })
export class FreezeWindowBody extends FreezeWindowChanges {
  @TextField({ description: 'What it is called.', max: 200, required: true })
  declare name: string;

  @TextField({ description: `When it begins: ${TIME}.`, max: 40, required: true })
  declare start: string;
}

@ApiSchema({ name: 'FreezeWindow' })
export class FreezeWindowDto {
  @ShowsText('Its id.', { example: 'frz_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('What it is called.') name!: string;
  @ShowsText('Why it is.', { nullable: true }) reason!: string | null;
  @ShowsWord(freezeEffects, EFFECT) effect!: FreezeEffect;
  @ShowsText('Its time zone.') timezone!: string;
  @ShowsText('When it begins, by the clock of its zone.') start!: string;
  @ShowsText('When it ends, which is not part of it.') end!: string;
  @ShowsText('How it repeats, as an RRULE.', { nullable: true }) recurrence!: string | null;
  @ShowsTexts('Beginnings that are left out.') except!: readonly string[];
  @ShowsTexts('Beginnings that come in addition.') also!: readonly string[];
  @ShowsObject('Which runs it is about.') scope!: object;
  @ShowsTexts('Who may agree.') approvers!: readonly string[];
  @ShowsInteger('How many have to agree.') quorum!: number;
  @ShowsFlag('Whether it counts.') enabled!: boolean;
  @ShowsText('The event of a calendar file it came from.', { nullable: true }) source!: string | null;
  @ShowsText('Who made it.') created_by!: string;
  @ShowsTime('When it was made.') created_at!: string;
  @ShowsTime('When it was last changed.') updated_at!: string;
}

export const FreezeWindowList = ListOf(FreezeWindowDto, 'FreezeWindowList');

@ApiSchema({ name: 'ImportedFreezeWindows' })
export class ImportedFreezeWindowsDto {
  @ShowsMany(() => FreezeWindowDto, 'Windows that are new.') created!: FreezeWindowDto[];
  @ShowsMany(() => FreezeWindowDto, 'Windows that came from the same events before.')
  updated!: FreezeWindowDto[];
}

export function showFreezeWindow(row: FreezeWindowRow): FreezeWindowDto {
  const { id, name, reason, effect, calendar, scope, approvers, quorum, enabled, source } = row;
  return {
    id: formatId('frz', id),
    ...{ name, reason, effect },
    ...calendar,
    ...{ scope, approvers, quorum, enabled, source },
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
