import ICAL from 'ical.js';
import { MaestroError } from '@maestro/problems';
import { DAY_MS, dayOf, type LocalTime } from '../local-time';
import type { WindowTimes } from '../recurring-window';
import { readRule } from '../rule';
import { instantAt, localAt } from '../zone';
import { localOf } from './local-of';

export const MAX_DATES = 1_000;

export interface CalendarEvent {
  uid: string;
  name: string;
  description: string;
  allDay: boolean;
  cancelled: boolean;
  /** Of an event that changes one time of another: the beginning of that time. */
  instead: LocalTime | null;
  times: WindowTimes;
  /** The rule, as it was written. */
  recurrence: string | null;
}

interface Surroundings {
  index: number;
  zone: string;
  zoneOf(tzid: string): string;
}

/** A time, and the zone in which it shows it; null for the zone of the reader. */
interface Zoned {
  local: LocalTime;
  zone: string | null;
  date: boolean;
}

export function readEvent(event: ICAL.Component, around: Surroundings): CalendarEvent {
  const words = (name: string) => String(event.getFirstPropertyValue(name) ?? '');
  const at = words('summary').slice(0, 64) || `event ${around.index + 1}`;
  const start = timesOf(event, 'dtstart', around)[0];
  if (!start) throw new MaestroError('validation-failed', `"${at}" has no DTSTART.`);
  const zone = start.zone ?? around.zone;
  const within = (time: Zoned) => inZone(time, zone, start);
  const rule = event.getFirstPropertyValue('rrule');
  if (event.getAllProperties('rrule').length > 1 || event.getFirstProperty('exrule'))
    throw new MaestroError('validation-failed', `"${at}" has more than one rule, or an EXRULE.`);
  const [except, also] = ['exdate', 'rdate'].map((name) => timesOf(event, name, around).map(within));
  const [instead] = timesOf(event, 'recurrence-id', around).map(within);
  return {
    uid: words('uid').slice(0, 256) || `event-${around.index + 1}`,
    name: words('summary'),
    description: words('description'),
    allDay: start.date,
    cancelled: words('status').toUpperCase() === 'CANCELLED',
    instead: instead ?? null,
    recurrence: rule ? String(rule) : null,
    times: {
      zone,
      start: start.local,
      end: endOf(event, { start, zone, around }),
      rule: rule ? readRule(String(rule)) : null,
      except: except ?? [],
      also: also ?? [],
    },
  };
}

/** DTEND, or DTSTART and DURATION; else the day of a date. A length is one of the wall clock. */
function endOf(
  event: ICAL.Component,
  given: { start: Zoned; zone: string; around: Surroundings },
): LocalTime {
  const [end] = timesOf(event, 'dtend', given.around);
  if (end) return inZone(end, given.zone, given.start);
  const duration = event.getFirstPropertyValue('duration') as ICAL.Duration | null;
  if (duration) return given.start.local + duration.toSeconds() * 1_000;
  return given.start.local + (given.start.date ? DAY_MS : 0);
}

function timesOf(event: ICAL.Component, name: string, { zoneOf }: Surroundings): Zoned[] {
  const times = event.getAllProperties(name).flatMap((property) => {
    const tzid = property.getFirstParameter('tzid');
    return property.getValues().map((value: unknown): Zoned => {
      if (!(value instanceof ICAL.Time) || Number.isNaN(localOf(value)))
        throw new MaestroError('validation-failed', `${name.toUpperCase()} has to be a time or a date.`);
      const utc = value.zone === ICAL.Timezone.utcTimezone;
      const zone = utc ? 'UTC' : tzid ? zoneOf(tzid) : null;
      return { local: localOf(value), zone: value.isDate ? null : zone, date: value.isDate };
    });
  });
  if (times.length <= MAX_DATES) return times;
  throw new MaestroError('limit-exceeded', `An event has at most ${MAX_DATES} of ${name.toUpperCase()}.`);
}

/** In the zone of the event; a day alone stands for the time of that day at which the event begins. */
function inZone({ local, zone: own, date }: Zoned, zone: string, start: Zoned): LocalTime {
  if (date && !start.date) return local + (start.local - dayOf(start.local) * DAY_MS);
  if (own === null || own === zone) return local;
  return localAt(zone, instantAt(own, local, 'start'));
}
