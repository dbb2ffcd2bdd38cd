import type { Rule } from './rule';

/** A day, as the number of days since 1970-01-01, and what a calendar says of it. */
interface DayFacts {
  day: number;
  year: number;
  /** From 1. */
  month: number;
  monthDay: number;
  weekday: number;
}

const EPOCH_WEEKDAY = 4;

export function factsOf(day: number): DayFacts {
  const date = new Date(day * 86_400_000);
  return {
    day,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    monthDay: date.getUTCDate(),
    weekday: weekdayOf(day),
  };
}

/**
 * Whether a rule that began on `start` falls on `day`. It looks at that day alone, or at its period for BYSETPOS: no number of
 * years since the beginning makes it slower, and no rule that is never met makes it search for ever. COUNT and UNTIL are
 * for whoever asks.
 */
export function fallsOn(rule: Rule, start: number, day: number): boolean {
  if (day < start) return false;
  const [first, facts] = [factsOf(start), factsOf(day)];
  if (!inPhase(rule, first, facts) || !matches(rule, first, facts)) return false;
  return rule.bySetPos.length === 0 || isAtPosition(rule, first, facts);
}

function inPhase(
  { freq, interval, weekStart }: Rule,
  first: DayFacts,
  { day, year, month }: DayFacts,
): boolean {
  if (interval === 1) return true;
  const periods = {
    DAILY: () => day - first.day,
    WEEKLY: () => (startOfWeek(day, weekStart) - startOfWeek(first.day, weekStart)) / 7,
    MONTHLY: () => (year - first.year) * 12 + month - first.month,
    YEARLY: () => year - first.year,
  };
  return periods[freq]() % interval === 0;
}

function matches(rule: Rule, first: DayFacts, facts: DayFacts): boolean {
  const { freq, byMonth, byMonthDay, byYearDay, byDay } = rule;
  if (byMonth.length > 0 && !byMonth.includes(facts.month)) return false;
  if (byMonthDay.length > 0 && !includesSigned(byMonthDay, facts.monthDay, daysInMonth(facts))) return false;
  if (byYearDay.length > 0 && !includesSigned(byYearDay, yearDay(facts), daysInYear(facts))) return false;
  if (byDay.length > 0) return byDay.some((wanted) => isWeekday(rule, wanted, facts));
  // What the rule leaves open is as it was on the first day.
  if (byMonthDay.length > 0 || byYearDay.length > 0 || freq === 'DAILY') return true;
  if (freq === 'WEEKLY') return facts.weekday === first.weekday;
  const sameMonth = freq === 'MONTHLY' || byMonth.length > 0 || facts.month === first.month;
  return sameMonth && facts.monthDay === first.monthDay;
}

function isWeekday(rule: Rule, { weekday, nth }: { weekday: number; nth: number }, facts: DayFacts): boolean {
  if (facts.weekday !== weekday) return false;
  if (nth === 0) return true;
  // In a year, "the second Monday" is that of the year, unless the rule names months.
  const inYear = rule.freq === 'YEARLY' && rule.byMonth.length === 0;
  const [place, length] = inYear ? [yearDay(facts), daysInYear(facts)] : [facts.monthDay, daysInMonth(facts)];
  return nth > 0 ? Math.ceil(place / 7) === nth : Math.ceil((length - place + 1) / 7) === -nth;
}

function isAtPosition(rule: Rule, first: DayFacts, facts: DayFacts): boolean {
  const [from, to] = periodOf(rule, facts);
  const days: number[] = [];
  for (let day = from; day < to; day += 1) if (matches(rule, first, factsOf(day))) days.push(day);
  const place = days.indexOf(facts.day) + 1;
  return includesSigned(rule.bySetPos, place, days.length);
}

function periodOf({ freq, weekStart }: Rule, { day, year, month, monthDay }: DayFacts): [number, number] {
  if (freq === 'DAILY') return [day, day + 1];
  if (freq === 'WEEKLY') return [startOfWeek(day, weekStart), startOfWeek(day, weekStart) + 7];
  if (freq === 'MONTHLY') return [day - monthDay + 1, day - monthDay + 1 + daysInMonth({ year, month })];
  return [dayNumber(year, 1), dayNumber(year + 1, 1)];
}

function includesSigned(wanted: readonly number[], place: number, length: number): boolean {
  return wanted.includes(place) || wanted.includes(place - length - 1);
}

function weekdayOf(day: number): number {
  return (((day + EPOCH_WEEKDAY) % 7) + 7) % 7;
}

function startOfWeek(day: number, weekStart: number): number {
  return day - ((weekdayOf(day) - weekStart + 7) % 7);
}

function yearDay({ day, year }: Pick<DayFacts, 'day' | 'year'>): number {
  return day - dayNumber(year, 1) + 1;
}

function daysInYear({ year }: Pick<DayFacts, 'year'>): number {
  return dayNumber(year + 1, 1) - dayNumber(year, 1);
}

function daysInMonth({ year, month }: Pick<DayFacts, 'year' | 'month'>): number {
  return dayNumber(year, month + 1) - dayNumber(year, month);
}

function dayNumber(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / 86_400_000;
}
