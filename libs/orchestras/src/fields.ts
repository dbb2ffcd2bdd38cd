import type { OrchestraFields } from '@maestro/persistence';
import { parseSchedule, type Schedule } from '@maestro/timetable';

/** What of an orchestra says when it fires. */
export type Timing = Pick<OrchestraFields, 'cron' | 'timeZone' | 'schedule'>;

/** A cron as it is kept: its fields apart by one space; null where there is none. */
export function tidyCron(text: string): string | null {
  return text.trim().split(/\s+/).join(' ') || null;
}

/**
 * The schedule of an orchestra; null where nothing begins by itself.
 *
 * @throws MaestroError with pointers, as `parseSchedule` does
 */
export function scheduleOf({ cron, timeZone, schedule }: Timing): Schedule | null {
  return parseSchedule({ cron, timezone: timeZone, schedule });
}
