import { ApiSchema } from '@nestjs/swagger';
import {
  formatId,
  slotDeadlines,
  slotStatuses,
  type SlotDeadline,
  type SlotRow,
  type SlotStatus,
} from '@maestro/persistence';
import { MAX_BACKFILL, sayOf, type Backfill, type PreviewedTime } from '@maestro/scheduling';
import { FlagField, IntegerField, TextField } from '../http/fields';
import { ShowsFlag, ShowsInteger, ShowsMany, ShowsText, ShowsTime, ShowsWord } from '../http/shows';

@ApiSchema({ name: 'ScheduledTime', description: 'A time that a schedule names, and what becomes of it.' })
export class ScheduledTimeDto {
  @ShowsTime('The slot; of a time that is left out, when it would have been.') at!: string;
  @ShowsTime('When its run begins, jitter included.') begins_at!: string;
  @ShowsTime('By when it is to be over.', { nullable: true }) deadline_at!: string | null;
  @ShowsText('What the clock of the zone is asked to show.', { nullable: true }) local!: string | null;
  @ShowsFlag('Whether it fires.') fires!: boolean;

  @ShowsText(
    '`shifted-out-of-gap`, `in-gap`, `first-of-two`, `second-of-two`, `before-start`, `after-end`, `excluded`, `not-included`, ' +
      '`frozen`, `deferred`, `needs-approval`; null where nothing is to be said.',
    { nullable: true },
  )
  note!: string | null;

  @ShowsText('The same in words.', { nullable: true }) why!: string | null;
}

@ApiSchema({ name: 'PastSlot', description: 'What became of a slot.' })
export class PastSlotDto {
  @ShowsTime('The slot.') at!: string;
  @ShowsWord(slotStatuses, '`fired` has its run, `skipped` never gets one.') status!: SlotStatus;

  @ShowsText('`misfire`, `overlap`, `disabled`, or the code of what refused the run.', { nullable: true })
  reason!: string | null;

  @ShowsTime('By when it was to be over.', { nullable: true }) deadline_at!: string | null;
  @ShowsWord(slotDeadlines, 'Whether it was; `void`: the orchestra was switched off.', { nullable: true })
  deadline!: SlotDeadline | null;

  @ShowsText('The same in words.', { nullable: true }) why!: string | null;
  @ShowsText('Its run.', { nullable: true }) run_id!: string | null;
  @ShowsText('The backfill that asked for it.', { nullable: true }) backfill_id!: string | null;
}

@ApiSchema({ name: 'OrchestraSchedule' })
export class OrchestraScheduleDto {
  @ShowsFlag('Whether it fires by itself; if not, `next` is what it would do.') enabled!: boolean;
  @ShowsText('The zone of its schedule.') timezone!: string;
  @ShowsMany(() => ScheduledTimeDto, 'What comes, in order, with what is left out in between.')
  next!: ScheduledTimeDto[];
  @ShowsMany(() => PastSlotDto, 'What was, latest first.') past!: PastSlotDto[];
}

@ApiSchema({ name: 'BackfillBody' })
export class BackfillBody {
  @TextField({
    description: 'The first instant of the range.',
    max: 40,
    required: true,
    example: '2026-11-01T00:00:00Z',
  })
  from!: string;

  @TextField({
    description: 'The end of the range, which is not part of it; not later than now.',
    max: 40,
    required: true,
  })
  to!: string;

  @IntegerField({ description: 'So many of its runs are open at a time; one unless told.', min: 1, max: 100 })
  concurrency?: number;

  @FlagField({ description: 'Shows what would be played, and asks for nothing.' })
  dry_run?: boolean;
}

@ApiSchema({ name: 'BackfillSlot' })
export class BackfillSlotDto {
  @ShowsTime('The slot.') at!: string;
  @ShowsFlag('Whether it is played; if not, it has its run, or is about to get it.') plays!: boolean;
  @ShowsText('The run that it has.', { nullable: true }) run_id!: string | null;
}

@ApiSchema({ name: 'Backfill' })
export class BackfillDto {
  @ShowsText('Its id; null of a dry run.', { nullable: true }) id!: string | null;
  @ShowsFlag('Whether nothing was asked for.') dry_run!: boolean;
  @ShowsInteger('How many slots are played.') count!: number;
  @ShowsMany(() => BackfillSlotDto, `The slots of the range, ${MAX_BACKFILL} at most.`)
  slots!: BackfillSlotDto[];
}

export function showTime({ at, begins, deadline, ...plain }: PreviewedTime): ScheduledTimeDto {
  const times = { at: at.toISOString(), begins_at: begins.toISOString() };
  return { ...times, deadline_at: deadline?.toISOString() ?? null, ...plain };
}

export function showSlot(row: SlotRow): PastSlotDto {
  const { slot, status, reason, runId, backfillId, deadlineAt, deadline } = row;
  return {
    ...{ at: slot.toISOString(), status, reason, why: sayOf(row) },
    ...{ deadline_at: deadlineAt?.toISOString() ?? null, deadline },
    run_id: runId && formatId('run', runId),
    backfill_id: backfillId && formatId('bkf', backfillId),
  };
}

export function showBackfill({ id, slots }: Backfill): BackfillDto {
  return {
    id: id && formatId('bkf', id),
    dry_run: id === null,
    count: slots.filter(({ plays }) => plays).length,
    slots: slots.map(({ at, plays, runId }) => {
      return { at: at.toISOString(), plays, run_id: runId && formatId('run', runId) };
    }),
  };
}
