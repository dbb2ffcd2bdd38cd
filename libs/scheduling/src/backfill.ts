import {
  formatId,
  insertBackfill,
  recordAudit,
  slotsBetween,
  type OrchestraAuthor,
  type OrchestraRow,
  type TenantTx,
} from '@maestro/persistence';
import { faultAt, MaestroError } from '@maestro/problems';
import { nextSlot, type Schedule } from '@maestro/timetable';
import { readSchedule } from './schedules';

/** Slots that one backfill may ask for. */
export const MAX_BACKFILL = 1_000;

export interface BackfillRequest {
  from: Date;
  /** Exclusive, and not later than now. */
  to: Date;
  /** So many of its runs are open at a time. */
  concurrency: number;
  dryRun: boolean;
  now: Date;
}

export interface Backfill {
  /** Null of a dry run. */
  id: string | null;
  slots: { at: Date; plays: boolean; runId: string | null }[];
}

/**
 * Asks for the slots of a range that were not played. They are played in their order, so many at a time, by whatever else holds for
 * every run; what has its run already is left as it is.
 *
 * @throws MaestroError `out-of-range`, `limit-exceeded`, `conflicting-fields` (there is no schedule)
 */
export async function backfill(
  tx: TenantTx,
  row: OrchestraRow,
  { request, author }: { request: BackfillRequest; author: OrchestraAuthor },
): Promise<Backfill> {
  const { from, to, concurrency, dryRun } = request;
  const times = timesOf(row, request);
  const known = new Map(
    (await slotsBetween(tx, row.id, { from, to })).map((slot) => [slot.slot.getTime(), slot]),
  );
  const slots = times.map((time) => {
    const before = known.get(time);
    const plays = before === undefined || before.status === 'skipped';
    return { at: new Date(time), plays, runId: before?.runId ?? null };
  });
  if (dryRun) return { id: null, slots };
  const wanted = slots.filter(({ plays }) => plays).map(({ at }) => at);
  const about = { orchestraId: row.id, from, to, concurrency, ...author };
  const { id, slots: count } = await insertBackfill(tx, about, wanted);
  await recordAudit(tx, {
    actor: author.actor,
    action: 'orchestra.backfilled',
    subject: formatId('orc', row.id),
    detail: { from: from.toISOString(), to: to.toISOString(), concurrency, slots: count },
  });
  return { id, slots };
}

function timesOf(row: OrchestraRow, { from, to, now }: BackfillRequest): number[] {
  if (from >= to) throw faultAt('out-of-range', '/to', 'The range has to end after it begins.');
  if (to > now) throw faultAt('out-of-range', '/to', 'What is still to come needs no backfill.');
  const { cron, timeZone, schedule: fields } = row;
  const schedule: Schedule | null = readSchedule({ cron, time_zone: timeZone, schedule: fields });
  if (!schedule) throw new MaestroError('conflicting-fields', 'The orchestra has no schedule.');
  const found: number[] = [];
  let at = nextSlot(schedule, from.getTime() - 1);
  for (; at !== null && at < to.getTime(); at = nextSlot(schedule, at)) {
    if (found.length >= MAX_BACKFILL)
      throw faultAt('limit-exceeded', '/to', `The range has more than ${MAX_BACKFILL} slots.`);
    found.push(at);
  }
  return found;
}
