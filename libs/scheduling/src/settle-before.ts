import { insertSlots, type OrchestraRow, type TenantTx } from '@maestro/persistence';
import { settle } from '@maestro/timetable';
import { readSchedule } from './schedules';

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
  while (after < now) {
    const { slots, until } = settle(schedule, { orchestra: id, after, now });
    const written = slots.map(({ plays, ...slot }) => {
      const reason = plays ? (enabledAfter ? null : 'disabled') : 'misfire';
      return { ...slot, status: reason === null ? ('due' as const) : ('skipped' as const), reason };
    });
    if (written.length > 0) await insertSlots(tx, id, written);
    after = until;
  }
}
