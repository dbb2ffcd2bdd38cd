import { faultAt } from '@maestro/problems';
import { MAX_DATES } from './ical/read-event';
import { DAY_MS, readTime, writeTime, type LocalTime, type ReadTime } from './local-time';
import { RecurringWindow } from './recurring-window';
import { readRule } from './rule';
import { at } from './schedule/fields';
import { isZone, localAt } from './zone';

/** When a window is, as it is kept: by the clock on the wall of its zone. */
export interface WrittenTimes {
  timezone: string;
  start: string;
  end: string;
  recurrence: string | null;
  except: readonly string[];
  also: readonly string[];
}

/** Times of a window, as somebody gives them. */
export interface GivenTimes {
  timezone?: string | undefined;
  start: string;
  end?: string | undefined;
  recurrence?: string | null | undefined;
  except?: readonly string[] | undefined;
  also?: readonly string[] | undefined;
}

/**
 * Checks the times of a window and writes them down in one form: what comes with an offset is turned into the clock on the wall.
 *
 * @throws MaestroError with pointers
 */
export function checkTimes(given: GivenTimes): WrittenTimes {
  const timezone = given.timezone ?? 'UTC';
  if (!isZone(timezone)) {
    const expected = 'This must be the name of a time zone, such as Europe/Berlin.';
    throw faultAt('unknown-timezone', '/timezone', expected);
  }
  const read = (text: string, pointer: string) => readWithin(timezone, text, pointer);
  const start = read(given.start, '/start');
  const end = endOf(given, start, read);
  if (end.local <= start.local)
    throw faultAt('out-of-range', '/end', 'The window has to end after it begins.');
  const list = (name: 'except' | 'also') =>
    datesOf(name, given[name] ?? [])
      .map((text, i) => atTimeOf(read(text, `/${name}/${i}`), start))
      .map((local) => writeTime(local, start.date));
  const times = {
    timezone,
    start: writeTime(start.local, start.date),
    end: writeTime(end.local, start.date && end.date),
    recurrence: given.recurrence ?? null,
    except: list('except'),
    also: list('also'),
  };
  compileTimes(times);
  return times;
}

/** A window that can be asked when it is open. */
export function compileTimes(times: WrittenTimes): RecurringWindow {
  const local = (text: string): LocalTime => readTime(text)?.local ?? NaN;
  const rule = times.recurrence === null ? null : at('/recurrence', () => readRule(times.recurrence ?? ''));
  const [start, end] = [local(times.start), local(times.end)];
  const [except, also] = [times.except.map(local), times.also.map(local)];
  return at('/end', () => new RecurringWindow({ zone: times.timezone, start, end, rule, except, also }));
}

function readWithin(zone: string, text: string, pointer: string): ReadTime {
  const read = readTime(text);
  const expected = 'This must be a time such as 2026-12-24T18:00, or a day such as 2026-12-24.';
  if (!read) throw faultAt('validation-failed', pointer, expected);
  return read.offset === null ? read : { ...read, local: localAt(zone, read.local - read.offset) };
}

function endOf(
  { end }: GivenTimes,
  start: ReadTime,
  read: (text: string, pointer: string) => ReadTime,
): ReadTime {
  if (end !== undefined) return read(end, '/end');
  if (start.date) return { ...start, local: start.local + DAY_MS };
  throw faultAt('missing-field', '/end', 'Say when the window ends.');
}

function datesOf(name: string, texts: readonly string[]): readonly string[] {
  if (texts.length <= MAX_DATES) return texts;
  throw faultAt('limit-exceeded', `/${name}`, `This may have ${MAX_DATES} entries.`);
}

/** A day alone stands for the time of that day at which the window begins. */
function atTimeOf(read: ReadTime, start: ReadTime): LocalTime {
  return read.date && !start.date ? read.local + (((start.local % DAY_MS) + DAY_MS) % DAY_MS) : read.local;
}
