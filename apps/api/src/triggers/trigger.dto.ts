import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { etagOf } from '@maestro/nest-kit';
import { formatId, triggerKinds, type TriggerKind, type TriggerRow } from '@maestro/persistence';
import { ListOf } from '../http/page';
import {
  ShowsFlag,
  ShowsInteger,
  ShowsObject,
  ShowsText,
  ShowsTextMap,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

/** What moves without anybody changing the trigger. */
export const moving = ['target', 'etag'];

@ApiSchema({ name: 'Trigger', description: 'Says what begins when something happens.' })
export class TriggerDto {
  @ShowsText('Its id.', { example: 'trg_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('What it is called.') name!: string;
  @ShowsText('What it is for.') description!: string;
  @ShowsWord(triggerKinds, 'What it looks at: events, or the ends of runs.') on!: TriggerKind;
  @ShowsObject('Which of them.') filter!: JsonObject;
  @ShowsText('An expression over `trigger`; empty: whatever passes the filter.') match!: string;
  @ShowsText('The template that it begins.', { nullable: true }) template_id!: string | null;
  @ShowsText('The orchestra that it begins.', { nullable: true }) orchestra_id!: string | null;
  @ShowsText('Name of what it begins.') target!: string;
  @ShowsObject('What its runs are started with.') inputs!: JsonObject;
  @ShowsTextMap('Labels of its runs.') labels!: Record<string, string>;
  @ShowsText('Under which key a run is started once; empty: each event starts one.') idempotency_key!: string;
  @ShowsInteger('So many triggers in a row at most.') max_depth!: number;
  @ShowsInteger('So many firings within a minute at most.') max_per_minute!: number;
  @ShowsFlag('Whether it fires.') enabled!: boolean;
  @ShowsText('Who made it.') created_by!: string;
  @ShowsText('Who answers for its runs: whoever changed it last.') changed_by!: string;
  @ShowsTime('When it was made.') created_at!: string;
  @ShowsTime('When it was last changed.') updated_at!: string;
  @ShowsText('What `If-Match` takes for this state.') etag!: string;
}

export const TriggerList = ListOf(TriggerDto, 'TriggerList');

const outcomes = ['fires', 'filtered', 'unmatched', 'refused'] as const;

@ApiSchema({ name: 'TriggerTest', description: 'What a trigger would make of an event. Nothing was begun.' })
export class TriggerTestDto {
  @ShowsWord(
    outcomes,
    '`fires`: a run would be started. `filtered`: the filter leaves the event out. `unmatched`: the expression says no. `refused`: something is wrong.',
  )
  outcome!: (typeof outcomes)[number];

  @ShowsText('The code of what is wrong.', { nullable: true }) reason!: string | null;
  @ShowsText('The same in words, with its place.', { nullable: true }) detail!: string | null;
  @ShowsObject('What the run would be started with.', { nullable: true }) inputs!: JsonObject | null;
  @ShowsObject('Its labels.', { nullable: true }) labels!: JsonObject | null;
  @ShowsText('Its idempotency key.', { nullable: true }) idempotency_key!: string | null;
}

export function showTrigger(row: TriggerRow): TriggerDto {
  const state = {
    ...{ id: formatId('trg', row.id), name: row.name, description: row.description, on: row.kind },
    ...{ filter: { ...row.filter } as JsonObject, match: row.match ?? '' },
    template_id: row.templateId === null ? null : formatId('tpl', row.templateId),
    orchestra_id: row.orchestraId === null ? null : formatId('orc', row.orchestraId),
    ...{ inputs: row.inputs, labels: { ...row.labels }, idempotency_key: row.idempotencyKey ?? '' },
    ...{ max_depth: row.maxDepth, max_per_minute: row.maxPerMinute, enabled: row.enabled },
    ...{ created_by: row.createdBy, changed_by: row.changedBy },
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
  return { ...state, target: row.targetName, etag: etagOf(state) };
}
