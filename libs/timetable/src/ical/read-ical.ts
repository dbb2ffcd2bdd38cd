import ICAL from 'ical.js';
import { MaestroError } from '@maestro/problems';
import { checkSize } from './check-size';
import { readEvent, type CalendarEvent } from './read-event';
import { matchZone } from './zone-match';

export interface ReadOptions {
  /** The zone of times that name none. */
  zone: string;
  /** The year by whose rules a zone without a known name is recognised. */
  year: number;
}

/**
 * The events of an iCalendar file (RFC 5545), each as the times of a window. An event that changes one time of another takes
 * that time out of it. Cancelled ones are left out.
 *
 * @throws MaestroError `validation-failed`, `limit-exceeded`, `unknown-timezone`, `out-of-range`
 */
export function readIcal(text: string, options: ReadOptions): CalendarEvent[] {
  checkSize(text);
  const calendars = parse(text);
  const zones = new Map<string, ICAL.Component>();
  for (const zone of calendars.flatMap((calendar) => calendar.getAllSubcomponents('vtimezone')))
    zones.set(String(zone.getFirstPropertyValue('tzid')), zone);
  const known = new Map<string, string>();
  const zoneOf = (tzid: string): string => {
    let zone = known.get(tzid);
    if (zone === undefined) {
      zone = matchZone(tzid, zones.get(tzid) ?? null, options.year) ?? unknownZone(tzid);
      known.set(tzid, zone);
    }
    return zone;
  };
  const events = soundly(() =>
    calendars
      .flatMap((calendar) => calendar.getAllSubcomponents('vevent'))
      .map((event, i) => readEvent(event, { index: i, zone: options.zone, zoneOf })),
  );
  return withoutChanged(events).filter(({ cancelled }) => !cancelled);
}

/** Values are read when they are asked for: what is wrong with one comes to light late, as an error that is not ours. */
function soundly<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof MaestroError) throw cause;
    throw new MaestroError('validation-failed', 'The calendar holds a value that cannot be read.', { cause });
  }
}

function parse(text: string): ICAL.Component[] {
  try {
    const parsed = ICAL.parse(text);
    // One calendar comes as it is, several as a list of them.
    const roots = typeof parsed[0] === 'string' ? [parsed] : parsed;
    const components = roots.map((root) => new ICAL.Component(root as never));
    if (components.length > 0 && components.every(({ name }) => name === 'vcalendar')) return components;
  } catch (cause) {
    throw new MaestroError('validation-failed', 'The text is no iCalendar file (RFC 5545).', { cause });
  }
  throw new MaestroError('validation-failed', 'The text is no iCalendar file: it needs BEGIN:VCALENDAR.');
}

function withoutChanged(events: readonly CalendarEvent[]): CalendarEvent[] {
  return events.map((event) => {
    if (event.instead !== null) return { ...event, uid: `${event.uid}/${event.instead}` };
    const changed = events.filter((other) => other.uid === event.uid && other.instead !== null);
    const except = [...event.times.except, ...changed.map(({ instead }) => instead as number)];
    return { ...event, times: { ...event.times, except } };
  });
}

function unknownZone(tzid: string): never {
  throw new MaestroError(
    'unknown-timezone',
    `The time zone "${tzid.slice(0, 64)}" is not known, and no VTIMEZONE of the file tells its rules.`,
  );
}
