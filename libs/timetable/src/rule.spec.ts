import * as fc from 'fast-check';
import ICAL from 'ical.js';
import { MaestroError } from '@maestro/problems';
import { DAY_MS } from './local-time';
import { RecurringWindow } from './recurring-window';
import { readRule, WEEKDAYS } from './rule';
import { fallsOn } from './rule-days';

const START = Date.UTC(2024, 0, 1);
const SPAN_DAYS = 1_500;

/** The beginnings that ical.js finds, and those that we do. */
function oracle(rule: string, start: number): string[] {
  const day = new Date(start).toISOString().slice(0, 10);
  const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromString(day));
  const days: string[] = [];
  for (let next = iterator.next(); next; next = iterator.next()) {
    const text = new Date(Date.UTC(next.year, next.month - 1, next.day)).toISOString().slice(0, 10);
    if (Date.parse(text) > start + SPAN_DAYS * DAY_MS) break;
    // Of the day on which it begins ical.js says in some cases, and in others not, that it falls on it.
    if (Date.parse(text) > start) days.push(text);
  }
  return days;
}

function ours(text: string, start: number): string[] {
  const rule = readRule(text);
  const days: string[] = [];
  for (let day = start / DAY_MS + 1; day <= start / DAY_MS + SPAN_DAYS; day += 1)
    if (fallsOn(rule, start / DAY_MS, day)) days.push(new Date(day * DAY_MS).toISOString().slice(0, 10));
  return days;
}

const weekdays = fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 3 });
const months = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 });
const monthDays = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 3 });
const interval = fc.integer({ min: 1, max: 4 }).map((n) => `;INTERVAL=${n}`);
const rules = fc.oneof(
  fc.tuple(interval).map(([n]) => `FREQ=DAILY${n}`),
  fc.tuple(interval, weekdays).map(([n, days]) => `FREQ=DAILY${n};BYDAY=${days.join(',')}`),
  fc.tuple(interval, weekdays).map(([n, days]) => `FREQ=WEEKLY${n};BYDAY=${days.join(',')};WKST=MO`),
  fc.tuple(interval).map(([n]) => `FREQ=WEEKLY${n}`),
  fc.tuple(interval, monthDays).map(([n, days]) => `FREQ=MONTHLY${n};BYMONTHDAY=${days.join(',')}`),
  fc
    .tuple(interval, fc.constantFrom('1MO', '2TU', '-1FR', '3WE', '-2SU'))
    .map(([n, day]) => `FREQ=MONTHLY${n};BYDAY=${day}`),
  fc
    .tuple(weekdays, fc.constantFrom(1, -1, 2))
    .map(([days, at]) => `FREQ=MONTHLY;BYDAY=${days.join(',')};BYSETPOS=${at}`),
  fc
    .tuple(months, monthDays)
    .map(([m, days]) => `FREQ=YEARLY;BYMONTH=${m.join(',')};BYMONTHDAY=${days.join(',')}`),
  fc
    .tuple(months, fc.constantFrom('1MO', '-1FR', '2SU'))
    .map(([m, day]) => `FREQ=YEARLY;BYMONTH=${m.join(',')};BYDAY=${day}`),
);

describe('a rule', () => {
  it('falls on the days that ical.js finds', () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 1_000 }), (rule, offset) => {
        const start = START + offset * DAY_MS;
        // ical.js counts positions in what is left of the first month, RFC 5545 in all of it.
        const sure = (days: string[]) =>
          rule.includes('BYSETPOS') ? days.filter((day) => Date.parse(day) > start + 31 * DAY_MS) : days;
        expect([rule, sure(ours(rule, start))]).toEqual([rule, sure(oracle(rule, start))]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['FREQ=HOURLY', 'validation-failed'],
    ['FREQ=DAILY;BYHOUR=1', 'validation-failed'],
    ['FREQ=DAILY;COUNT=0', 'out-of-range'],
    ['FREQ=DAILY;COUNT=99999', 'out-of-range'],
    ['FREQ=DAILY;INTERVAL=-1', 'out-of-range'],
    ['FREQ=DAILY;INTERVAL=1;INTERVAL=2', 'validation-failed'],
    ['FREQ=DAILY;COUNT=3;UNTIL=20260101', 'validation-failed'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'out-of-range'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'out-of-range'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'validation-failed'],
    ['FREQ=WEEKLY;BYDAY=XX', 'validation-failed'],
    ['FREQ=DAILY;UNTIL=20260231', 'validation-failed'],
    ['FREQ=DAILY;BYSETPOS=1', 'validation-failed'],
    ['', 'validation-failed'],
    ['x'.repeat(2_000), 'validation-failed'],
    [`FREQ=YEARLY;BYYEARDAY=${Array(401).fill(1).join(',')}`, 'validation-failed'],
  ])('%p is refused', (text, code) => {
    let refused: unknown;
    try {
      readRule(text);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(MaestroError);
    expect((refused as MaestroError).code).toBe(code);
  });

  it('that is never met searches for nothing', () => {
    const times = { zone: 'UTC', start: START, end: START + 1_000, except: [], also: [] };
    const window = new RecurringWindow({ ...times, rule: readRule('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30') });
    expect(window.openAt(START + 500)).not.toBeNull();
    const began = performance.now();
    for (let day = 1; day < 1_000; day += 1) expect(window.openAt(START + day * DAY_MS)).toBeNull();
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
