import { insertSlots, type OrchestraRow, type TenantTx } from '@maestro/persistence';
import { settle } from '@maestro/timetable';
import { readSchedule } from './schedules';

/** Parts that are settled at most: an outage of more slots than that is told of without them. */
const MAX_PARTS = 20;

/**
 * Writes down the slots that came before a locked orchestra is changed, by the schedule that was in force then: they are played, or
 * skipped where it is switched off by the change. So a change within the minute of a slot neither loses nor doubles it.
 */
export async function settleBefore(
  tx: TenantTx,
  { id, enabled, lastSlot, cron, timeZone, schedule: fields }: OrchestraRow,
  { now, enabledAfter }: { now: number; enabledAfter: boolean },
): Promise<void> {
  if (!enabled || lastSlot === null) return;
  const schedule = readSchedule({ cron, time_zone: timeZone, schedule: fields });
  if (!schedule) return;
  let after = lastSlot.getTime();
  for (let part = 0; part < MAX_PARTS && after < now; part += 1) {
    const { slots, until } = settle(schedule, { orchestra: id, after, now });
    const written = slots.map(({ slot, dueAt, plays }) => {
      const reason = plays ? (enabledAfter ? null : 'disabled') : 'misfire';
      return { slot, dueAt, status: reason === null ? ('due' as const) : ('skipped' as const), reason };
    });
    if (written.length > 0) await insertSlots(tx, id, written);
    after = until;
  }
}
