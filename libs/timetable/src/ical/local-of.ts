import type ICAL from 'ical.js';
import type { LocalTime } from '../local-time';

/** What a time of a calendar file shows, whatever its zone; NaN where no calendar has such a time. */
export function localOf({ year, month, day, hour, minute, second }: ICAL.Time): LocalTime {
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(local);
  return back.getUTCDate() === day && back.getUTCHours() === hour ? local : NaN;
}
