import { MaestroError } from '@maestro/problems';
import { dayOf, readTime, type LocalTime } from './local-time';

export const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;

export type Frequency = (typeof frequencies)[number];

/** A recurrence rule (RFC 5545, RRULE) of days: what repeats within a day is no calendar of windows. */
export interface Rule {
  freq: Frequency;
  interval: number;
  count: number | null;
  until: LocalTime | null;
  /** True where `until` is in UTC, and not in the zone of the window. */
  untilUtc: boolean;
  byMonth: readonly number[];
  byMonthDay: readonly number[];
  byYearDay: readonly number[];
  /** Weekday from 0, Sunday; the how-many-eth of its period, negative from the end, 0 for each. */
  byDay: readonly { weekday: number; nth: number }[];
  bySetPos: readonly number[];
  weekStart: number;
}

export const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;
const MAX_COUNT = 10_000;
const MAX_LIST = 400;

/**
 * Reads `FREQ=WEEKLY;BYDAY=FR`.
 *
 * @throws MaestroError `validation-failed`, `out-of-range`
 */
export function readRule(text: string): Rule {
  const parts = partsOf(text);
  const list = (name: string, least: number, most: number) => numbers(name, parts.get(name), { least, most });
  const freq = (parts.get('FREQ') ?? '') as Frequency;
  if (!frequencies.includes(freq)) throw wrong(`FREQ has to be one of ${frequencies.join(', ')}.`);
  const until = untilOf(parts.get('UNTIL'));
  const rule: Rule = {
    freq,
    interval: list('INTERVAL', 1, 1_000)[0] ?? 1,
    count: list('COUNT', 1, MAX_COUNT)[0] ?? null,
    ...until,
    byMonth: list('BYMONTH', 1, 12),
    byMonthDay: signed(list('BYMONTHDAY', -31, 31), 'BYMONTHDAY'),
    byYearDay: signed(list('BYYEARDAY', -366, 366), 'BYYEARDAY'),
    byDay: (parts.get('BYDAY')?.split(',') ?? []).map(weekdayOf),
    bySetPos: signed(list('BYSETPOS', -366, 366), 'BYSETPOS'),
    weekStart: weekdayOf(parts.get('WKST') ?? 'MO').weekday,
  };
  checkTogether(rule);
  return rule;
}

function partsOf(text: string): Map<string, string> {
  if (text.length > 1_024) throw wrong('A rule has at most 1024 characters.');
  const parts = new Map<string, string>();
  for (const part of text.replace(/^RRULE:/i, '').split(';')) {
    const [given = '', value = ''] = part.split('=', 2);
    const name = given.toUpperCase();
    if (!known.has(name)) throw wrong(`${given.slice(0, 32) || 'An empty part'} is not supported in a rule.`);
    if (value === '' || parts.has(name)) throw wrong(`${name} needs one value.`);
    parts.set(name, value.toUpperCase());
  }
  return parts;
}

const known = new Set([
  ...['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST'],
  ...['BYMONTH', 'BYMONTHDAY', 'BYYEARDAY', 'BYDAY', 'BYSETPOS'],
]);

function checkTogether({ freq, count, until, byDay, byMonthDay, byYearDay, bySetPos }: Rule): void {
  if (count !== null && until !== null) throw wrong('COUNT and UNTIL exclude each other.');
  if (byDay.some(({ nth }) => nth !== 0) && freq !== 'MONTHLY' && freq !== 'YEARLY')
    throw wrong('A BYDAY with a number goes with FREQ=MONTHLY or YEARLY.');
  if (byMonthDay.length > 0 && freq === 'WEEKLY') throw wrong('BYMONTHDAY does not go with FREQ=WEEKLY.');
  if (byYearDay.length > 0 && freq !== 'YEARLY') throw wrong('BYYEARDAY goes with FREQ=YEARLY.');
  if (bySetPos.length > 0 && byDay.length + byMonthDay.length + byYearDay.length === 0)
    throw wrong('BYSETPOS needs BYDAY, BYMONTHDAY or BYYEARDAY.');
}

function numbers(
  name: string,
  text: string | undefined,
  { least, most }: { least: number; most: number },
): number[] {
  const words = text?.split(',') ?? [];
  const single = name === 'INTERVAL' || name === 'COUNT';
  if (words.length > (single ? 1 : MAX_LIST)) throw wrong(`${name} has too many values.`);
  return words.map((word) => {
    const value = /^[+-]?\d{1,5}$/.test(word) ? Number(word) : NaN;
    if (!(value >= least && value <= most))
      throw new MaestroError('out-of-range', `${name} has to be from ${least} to ${most}.`);
    return value;
  });
}

function signed(values: number[], name: string): number[] {
  if (values.includes(0)) throw new MaestroError('out-of-range', `${name} counts from 1, or from -1.`);
  return values;
}

function weekdayOf(text: string): { weekday: number; nth: number } {
  const match = /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(text);
  const nth = Number(match?.[1] ?? 0);
  if (!match || (match[1] !== undefined && (nth === 0 || Math.abs(nth) > 53)))
    throw wrong('BYDAY and WKST take weekdays as MO, or as 2MO or -1FR in a month or year.');
  return { weekday: WEEKDAYS.indexOf(match[2] as (typeof WEEKDAYS)[number]), nth };
}

function untilOf(text: string | undefined): Pick<Rule, 'until' | 'untilUtc'> {
  if (text === undefined) return { until: null, untilUtc: false };
  const match = /^(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})(Z)?)?$/.exec(text);
  const [, year, month, day, hour = '23', minute = '59', second = '59', utc] = match ?? [];
  const read = match && readTime(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
  if (!read) throw wrong('UNTIL has to be a time such as 20261231T235959Z.');
  return { until: read.local, untilUtc: utc !== undefined };
}

function wrong(message: string): MaestroError {
  return new MaestroError('validation-failed', message);
}

/** The last day on which UNTIL lets a rule be met. */
export function lastDay({ until, untilUtc }: Rule): number {
  // A zone may be a day ahead of UTC.
  return until === null ? Infinity : dayOf(until) + (untilUtc ? 1 : 0);
}
