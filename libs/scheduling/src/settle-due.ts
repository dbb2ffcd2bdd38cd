import { statement } from '@maestro/persistence';
import { settle, type Schedule, type Settled } from '@maestro/timetable';
import { leaseValues, type Keeper, type Term } from './leader';
import type { WrittenSchedule } from './schedules';

const dueOrchestras = statement('due_orchestras');
const settleOrchestras = statement('settle_orchestras');

interface DueRow extends WrittenSchedule {
  tenant_id: string;
  id: string;
  version: number;
  settled: string | null;
  after_ms: string;
  now_ms: string;
}

const NEVER: Settled = { slots: [], until: 0, next: null };

/**
 * Writes down the slots whose time has come, of all orchestras, and when to look at each of these again.
 *
 * @returns how many it looked at; `limit` where there is more to do
 */
export async function settleDue(keeper: Keeper, term: Term, limit: number): Promise<number> {
  const rows = await keeper.engine.database.query<DueRow & Record<string, unknown>>(dueOrchestras, [limit]);
  if (rows.length === 0) return 0;
  const settled = rows.map((row) => settledOf(keeper, row));
  const slots = settled.flatMap(({ slots: of }, i) =>
    of.map((slot) => ({ ...slot, row: rows[i] as DueRow })),
  );
  await keeper.engine.database.query(settleOrchestras, [
    ...leaseValues(keeper, term),
    rows.map((row) => row.tenant_id),
    rows.map((row) => row.id),
    rows.map((row) => row.version),
    rows.map((row) => row.settled),
    settled.map(({ until }) => until),
    settled.map(({ next }) => next),
    slots.map(({ row }) => row.tenant_id),
    slots.map(({ row }) => row.id),
    slots.map(({ slot }) => slot),
    slots.map(({ dueAt }) => dueAt),
    slots.map(({ plays }) => plays),
    slots.map(({ deadline }) => deadline),
  ]);
  const unfinished = settled.some(({ next }, i) => next !== null && next <= Number(rows[i]?.now_ms));
  return unfinished ? limit : rows.length;
}

function settledOf({ schedules, engine }: Keeper, row: DueRow): Settled {
  const [after, now] = [Number(row.after_ms), Number(row.now_ms)];
  let schedule: Schedule | null = null;
  try {
    schedule = schedules(row);
  } catch (error) {
    // A release that reads schedules otherwise must not stop the others.
    engine.onError(error, `reading the schedule of orchestra ${row.id}`);
  }
  return schedule ? settle(schedule, { orchestra: row.id, after, now }) : { ...NEVER, until: now };
}
