import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { etagOf } from '@maestro/nest-kit';
import {
  formatId,
  orchestraStatuses,
  orchestraTags,
  type OrchestraRow,
  type OrchestraStats,
  type OrchestraStatus,
  type OrchestraTag,
} from '@maestro/persistence';
import { centsOf } from '../http/money';
import { ListOf } from '../http/page';
import {
  ShowsFlag,
  ShowsInteger,
  ShowsNumber,
  ShowsObject,
  ShowsText,
  ShowsTextMap,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

/** What moves without anybody changing the orchestra. */
export const moving = ['status', 'score_name', 'next_fire_at', 'etag'];

const Legacy = () =>
  ApiProperty({ type: 'string', nullable: true, deprecated: true, description: 'Always null.' });

@ApiSchema({ name: 'Orchestra', description: 'A template that is played on a cadence.' })
export class OrchestraDto {
  @ShowsText('Its id, which never changes.', { example: 'orc_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('What it is called.') name!: string;
  @ShowsWord(orchestraTags, 'What it is sorted under.', { nullable: true }) tag!: OrchestraTag | null;
  @ShowsText('What it is for.') description!: string;
  @ShowsText('When it fires: a cron expression of five fields. Empty: nothing begins by itself.')
  cron!: string;
  @ShowsText('The time zone of its cron.') timezone!: string;
  @ShowsObject('What of its schedule differs from the defaults.') schedule!: JsonObject;
  @ShowsText('Its score: the template that it plays. It never changes.') score_id!: string;
  @ShowsText('Name of that template.') score_name!: string;
  @ShowsFlag('Whether it fires by itself.') enabled!: boolean;

  @ShowsWord(
    orchestraStatuses,
    '`running` while a run of it is open, else `paused` while it is off, else `scheduled` where it has a schedule, else `idle`.',
  )
  status!: OrchestraStatus;

  @ShowsObject('What its runs are started with.') inputs!: JsonObject;
  @ShowsTextMap('Labels of its runs.') labels!: Record<string, string>;
  @ShowsTextMap('Which secret stands for a name that its score uses.')
  secret_bindings!: Record<string, string>;
  @Legacy() skills!: null;
  @Legacy() instructions!: null;
  @Legacy() handoff_to_agent_id!: null;
  @ShowsTime('When it fires next, if nothing comes between.', { nullable: true }) next_fire_at!:
    string | null;
  @ShowsText('Who made it.') created_by!: string;
  @ShowsTime('When it was made.') created_at!: string;
  @ShowsTime('When it was last changed.') updated_at!: string;
  @ShowsText('What `If-Match` takes for this state.') etag!: string;
}

export const OrchestraList = ListOf(OrchestraDto, 'OrchestraList');

@ApiSchema({ name: 'OrchestraStats', description: 'What its runs came to in a stretch of time.' })
export class OrchestraStatsDto {
  @ShowsTime('Since when.') since!: string;
  @ShowsInteger('Runs that were started.') runs!: number;
  @ShowsInteger('Of them, those that have not ended.') open!: number;
  @ShowsInteger('Those that succeeded.') succeeded!: number;
  @ShowsInteger('Those that ended with failures that were tolerated.') completed!: number;
  @ShowsInteger('Those that failed.') failed!: number;
  @ShowsInteger('Those that were cancelled.') cancelled!: number;
  @ShowsInteger('Those whose deadline passed.') timed_out!: number;

  @ShowsNumber('How many of those that ended did so well, 0 to 1; null where none has ended.', {
    nullable: true,
  })
  success_rate!: number | null;

  @ShowsInteger('Median milliseconds of those that ended well.', { nullable: true })
  duration_p50_ms!: number | null;

  @ShowsInteger('Milliseconds within which 95 of 100 of those ended.', { nullable: true })
  duration_p95_ms!: number | null;

  @ShowsNumber('Cents, with decimals, with the runs that they began.')
  cost_cents!: number;

  @ShowsInteger('How many of the newest ended well in a row.') streak!: number;
}

export function showOrchestra(row: OrchestraRow): OrchestraDto {
  const { name, tag, description, cron, schedule, enabled, inputs, labels } = row;
  const state = {
    ...{ id: formatId('orc', row.id), name, tag, description },
    ...{ cron: cron ?? '', timezone: row.timeZone, schedule },
    score_id: formatId('tpl', row.templateId),
    ...{ enabled, inputs, labels: { ...labels }, secret_bindings: { ...row.secretBindings } },
    ...{ skills: null, instructions: null, handoff_to_agent_id: null },
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
  return {
    ...state,
    score_name: row.templateName,
    status: row.status,
    next_fire_at: row.nextFireAt?.toISOString() ?? null,
    etag: etagOf(state),
  };
}

export function showStats(stats: OrchestraStats, since: Date): OrchestraStatsDto {
  const { runs, open, succeeded, completed, failed, cancelled, streak } = stats;
  const ended = runs - open;
  return {
    since: since.toISOString(),
    ...{ runs, open, succeeded, completed, failed, cancelled, timed_out: stats.timedOut },
    success_rate: ended === 0 ? null : (succeeded + completed) / ended,
    duration_p50_ms: rounded(stats.p50),
    duration_p95_ms: rounded(stats.p95),
    cost_cents: centsOf(stats.costMicros),
    streak,
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
