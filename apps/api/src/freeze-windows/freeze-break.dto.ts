import { ApiSchema } from '@nestjs/swagger';
import { formatId, type FreezeBreakRow } from '@maestro/persistence';
import { TextField } from '../http/fields';
import { ShowsMany, ShowsText, ShowsTime, ShowsWord } from '../http/shows';

const statuses = ['pending', 'approved', 'used', 'expired'] as const;

@ApiSchema({ name: 'FreezeBreakBody' })
export class FreezeBreakBody {
  @TextField({ description: 'Why something has to start all the same.', max: 2_000, required: true })
  declare reason: string;

  @TextField({
    description: 'How long it is good, counted from now: 24h at most, 1h unless told.',
    max: 16,
    example: '30m',
  })
  duration?: string;

  @TextField({ description: 'Name or id of a template: for all of its runs while it is good.', max: 128 })
  template?: string;

  @TextField({ description: 'Id of a run that is held: for that one alone.', max: 64 })
  run?: string;
}

@ApiSchema({ name: 'FreezeBreak' })
export class FreezeBreakDto {
  @ShowsText('Its id.', { example: 'brk_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('Id of the window it breaks.') window_id!: string;
  @ShowsWord(statuses, 'Whether it permits anything: only an approved one does.')
  status!: (typeof statuses)[number];
  @ShowsText('Why.') reason!: string;
  @ShowsText('The template for whose runs it is.', { nullable: true }) template_id!: string | null;
  @ShowsText('The run for which it is.', { nullable: true }) run_id!: string | null;
  @ShowsText('Who asked.') requested_by!: string;
  @ShowsTime('When.') requested_at!: string;
  @ShowsText('Who agreed.', { nullable: true }) approved_by!: string | null;
  @ShowsTime('When.', { nullable: true }) approved_at!: string | null;
  @ShowsTime('When it ends.') expires_at!: string;
  @ShowsText('The run that used it up.', { nullable: true }) used_by!: string | null;
}

@ApiSchema({ name: 'FreezeBreakList' })
export class FreezeBreakList {
  @ShowsMany(() => FreezeBreakDto, 'The latest, newest first.') data!: FreezeBreakDto[];
}

export function showFreezeBreak(row: FreezeBreakRow): FreezeBreakDto {
  const { id, windowId, reason, templateId, runId, usedBy } = row;
  return {
    id: formatId('brk', id),
    window_id: formatId('frz', windowId),
    status: statusOf(row),
    reason,
    template_id: templateId && formatId('tpl', templateId),
    run_id: runId && formatId('run', runId),
    requested_by: row.requestedActor,
    requested_at: row.requestedAt.toISOString(),
    approved_by: row.approvedActor,
    approved_at: row.approvedAt?.toISOString() ?? null,
    expires_at: row.expiresAt.toISOString(),
    used_by: usedBy && formatId('run', usedBy),
  };
}

function statusOf({ usedBy, expired, approvedAt }: FreezeBreakRow): FreezeBreakDto['status'] {
  if (usedBy !== null) return 'used';
  if (expired) return 'expired';
  return approvedAt === null ? 'pending' : 'approved';
}
