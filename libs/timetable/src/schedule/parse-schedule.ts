import { parseDuration } from '@maestro/dsl';
import { faultAt, MaestroError } from '@maestro/problems';
import { DAY_MS, MINUTE_MS, readTime } from '../local-time';
import type { RecurringWindow } from '../recurring-window';
import { checkTimes, compileTimes, type GivenTimes } from '../window-times';
import { instantAt, isZone } from '../zone';
import { parseCron, type CronClock } from './cron';
import { at, choice, object, text } from './fields';
import { MAX_CATCH_UP, MAX_QUEUED, type Misfire, type Overlap, type Schedule } from './schedule';

/** When an orchestra fires, as somebody writes it. */
export interface GivenSchedule {
  /** Five fields; null or empty: it has none. */
  cron: string | null;
  timezone: string;
  /** `ScheduleFields`, as they came. */
  schedule: unknown;
}

const MAX_WINDOWS = 20;
const DAY = { least: 0, most: DAY_MS };

/**
 * Reads a schedule. Null where it has neither cron nor interval: nothing begins by itself, and the rest is checked all the same.
 *
 * @throws MaestroError with pointers (`/cron`, `/timezone`, `/schedule/...`): `invalid-cron`, `unknown-timezone`, `unknown-field`,
 * `wrong-type`, `out-of-range`, `conflicting-fields`, `validation-failed`, and what the times of windows are refused with
 */
export function parseSchedule({ cron, timezone, schedule }: GivenSchedule): Schedule | null {
  if (!isZone(timezone)) {
    const expected = 'This must be the name of a time zone, such as Europe/Berlin.';
    throw faultAt('unknown-timezone', '/timezone', expected);
  }
  const fields = object(schedule, '/schedule', known);
  const clock = clockOf(cron);
  const intervalMs = lasting(fields.interval, '/schedule/interval', { least: MINUTE_MS, most: 366 * DAY_MS });
  if (clock && intervalMs !== null)
    throw faultAt('conflicting-fields', '/schedule/interval', 'A schedule has a cron or an interval.');
  const [start, end] = [instant('start', fields.start, timezone), instant('end', fields.end, timezone)];
  if (start !== null && end !== null && end <= start)
    throw faultAt('out-of-range', '/schedule/end', 'The schedule has to end after it begins.');
  const [jitterMs, deadlineMs] = [
    lasting(fields.jitter, '/schedule/jitter', DAY) ?? 0,
    deadlineIn(fields.deadline),
  ];
  if (deadlineMs !== null && deadlineMs <= jitterMs)
    throw faultAt(
      'out-of-range',
      '/schedule/deadline',
      'What begins later than its deadline cannot meet it: jitter.',
    );
  const dst = object(fields.dst, '/schedule/dst', ['gap', 'overlap']);
  const calendars = object(fields.calendars, '/schedule/calendars', ['exclude', 'include']);
  const read = {
    ...{ clock, intervalMs, zone: timezone, start, end },
    dst: {
      gap: choice(dst.gap, '/schedule/dst/gap', ['shift', 'skip']),
      overlap: choice(dst.overlap, '/schedule/dst/overlap', ['first', 'last', 'both']),
    },
    misfire: misfireOf(fields.misfire),
    overlap: overlapOf(fields.overlap),
    ...{ jitterMs, deadlineMs },
    exclude: windows(calendars.exclude, '/schedule/calendars/exclude', timezone),
    include: windows(calendars.include, '/schedule/calendars/include', timezone),
  };
  return clock || intervalMs !== null ? read : null;
}

const known = [
  'dst',
  'misfire',
  'overlap',
  'jitter',
  'start',
  'end',
  'calendars',
  'interval',
  'deadline',
] as const;

function clockOf(cron: string | null): CronClock | null {
  return cron === null || cron === '' ? null : at('/cron', () => parseCron(cron));
}

function misfireOf(given: unknown): Misfire {
  const pointer = '/schedule/misfire';
  if (typeof given === 'object' && given !== null)
    return { all: count(object(given, pointer, ['all']).all, `${pointer}/all`, MAX_CATCH_UP) };
  const word = choice(given, pointer, ['last', 'skip', 'all']);
  return word === 'all' ? { all: MAX_CATCH_UP } : word;
}

/**
 * What becomes of a start while a run is under way, of a schedule as it is written: also where nothing begins by itself.
 *
 * @throws MaestroError as `parseSchedule` does
 */
export function readOverlap(schedule: unknown): Overlap {
  return overlapOf(object(schedule, '/schedule', known).overlap);
}

function overlapOf(given: unknown): Overlap {
  const pointer = '/schedule/overlap';
  if (typeof given === 'object' && given !== null)
    return { queue: count(object(given, pointer, ['queue']).queue, `${pointer}/queue`, MAX_QUEUED) };
  const word = choice(given, pointer, ['allow', 'skip', 'cancel_running', 'queue']);
  return word === 'queue' ? { queue: MAX_QUEUED } : word;
}

function count(given: unknown, pointer: string, most: number): number {
  if (typeof given === 'number' && Number.isInteger(given) && given >= 1 && given <= most) return given;
  throw faultAt('out-of-range', pointer, `This must be a whole number from 1 to ${most}.`);
}

function lasting(
  given: unknown,
  pointer: string,
  { least, most }: { least: number; most: number },
): number | null {
  const written = text(given, pointer);
  if (written === null) return null;
  const ms = parseDuration(written);
  if (ms === null)
    throw faultAt('validation-failed', pointer, 'This must be a duration such as 30s, 5m, 2h or 1d.');
  if (ms < least || ms > most)
    throw faultAt('out-of-range', pointer, `This must be from ${least / 1_000}s to ${most / DAY_MS}d.`);
  return ms;
}

function deadlineIn(given: unknown): number | null {
  return lasting(given, '/schedule/deadline', { least: MINUTE_MS, most: 31 * DAY_MS });
}

function instant(name: 'start' | 'end', given: unknown, zone: string): number | null {
  const pointer = `/schedule/${name}`;
  const written = text(given, pointer);
  if (written === null) return null;
  const time = readTime(written);
  if (!time)
    throw faultAt('validation-failed', pointer, 'This must be a time such as 2026-12-24T18:00, or with Z.');
  return time.offset === null ? instantAt(zone, time.local, 'start') : time.local - time.offset;
}

function windows(given: unknown, pointer: string, zone: string): RecurringWindow[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw faultAt('wrong-type', pointer, 'This must be a list of windows.');
  if (given.length > MAX_WINDOWS)
    throw faultAt('out-of-range', pointer, `This may have ${MAX_WINDOWS} windows.`);
  return given.map((one: unknown, i) => windowOf(one, `${pointer}/${i}`, zone));
}

const ofWindow = ['timezone', 'start', 'end', 'recurrence', 'except', 'also'] as const;

function windowOf(given: unknown, pointer: string, zone: string): RecurringWindow {
  const { except, also, ...fields } = object(given, pointer, ofWindow);
  const single = (name: keyof typeof fields) => text(fields[name], `${pointer}/${name}`) ?? undefined;
  const start = single('start');
  if (start === undefined) throw faultAt('missing-field', `${pointer}/start`, 'Say when the window begins.');
  const times: GivenTimes = {
    timezone: single('timezone') ?? zone,
    ...{ start, end: single('end'), recurrence: single('recurrence') },
    except: texts(except, `${pointer}/except`),
    also: texts(also, `${pointer}/also`),
  };
  try {
    return compileTimes(checkTimes(times));
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    throw faultAt(error.code, pointer + (error.errors?.[0]?.pointer ?? ''), error.message);
  }
}

function texts(given: unknown, pointer: string): string[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw faultAt('wrong-type', pointer, 'This must be a list of times.');
  return given.map((one: unknown, i) => text(one, `${pointer}/${i}`) ?? '');
}
