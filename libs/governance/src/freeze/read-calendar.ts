import type { FreezeEffect, FreezeScope } from '@maestro/persistence';
import { readIcal, writeTime, type CalendarEvent } from '@maestro/timetable';
import { checkWindow, type ImportedWindow } from './freeze-windows';

/** What a calendar file does not say of its events. */
export interface CalendarDefaults {
  /** The zone of times that name none. */
  timezone: string;
  effect: FreezeEffect;
  scope: FreezeScope;
  approvers: readonly string[];
}

/** The windows of an iCalendar file. Throws what `readIcal` and `checkWindow` throw. */
export function readCalendar(text: string, defaults: CalendarDefaults, now: Date): ImportedWindow[] {
  const events = readIcal(text, { zone: defaults.timezone, year: now.getUTCFullYear() });
  return events.map((event) => {
    const { effect, scope, approvers } = defaults;
    const fields = checkWindow({
      name: event.name.slice(0, 200) || event.uid.slice(0, 200),
      reason: event.description.slice(0, 2_000) || null,
      ...{ effect, scope, approvers, quorum: 1, enabled: true },
      ...timesOf(event),
    });
    return { fields, source: `ical:${event.uid}` };
  });
}

function timesOf({ times, allDay, recurrence }: CalendarEvent) {
  const written = (local: number) => writeTime(local, allDay);
  return {
    timezone: times.zone,
    start: written(times.start),
    end: written(times.end),
    recurrence,
    except: times.except.map(written),
    also: times.also.map(written),
  };
}
