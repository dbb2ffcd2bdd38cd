import { MaestroError } from '@maestro/problems';
import { DAY_MS, dayOf, YEARS, type LocalTime } from './local-time';
import { lastDay, type Rule } from './rule';
import { fallsOn } from './rule-days';
import { instantAt, localAt } from './zone';

/** When a window is open, by the wall clock of its zone. */
export interface WindowTimes {
  zone: string;
  start: LocalTime;
  /** Exclusive. */
  end: LocalTime;
  rule: Rule | null;
  /** Beginnings that are left out. */
  except: readonly LocalTime[];
  /** Beginnings that come in addition, each as long as the first. */
  also: readonly LocalTime[];
}

/** One time that a window is open: from `start`, up to `end` and without it. */
export interface Occurrence {
  start: number;
  end: number;
}

/** The longest a window that repeats may be open at a time. */
export const MAX_REPEATED_DAYS = 92;
/** So far ahead an answer is worked out at once. */
const AHEAD_DAYS = 8;
/** Days that COUNT is counted over at most. */
const MAX_COUNTED_DAYS = (YEARS.to - YEARS.from) * 366;

/** A window whose times are looked up by instants. */
export class RecurringWindow {
  private readonly except: ReadonlySet<LocalTime>;
  private readonly also: readonly LocalTime[];
  private readonly startDay: number;
  private readonly timeOfDay: number;
  private readonly lengthMs: number;
  /** The last day on which the rule may fall. */
  private readonly last: number;
  private known: { from: number; to: number; open: Occurrence | null } | null = null;

  /** @throws MaestroError `out-of-range` */
  constructor(private readonly times: WindowTimes) {
    const { start, end, rule, except, also } = times;
    this.lengthMs = end - start;
    if (this.lengthMs <= 0) throw new MaestroError('out-of-range', 'The window has to end after it begins.');
    if ((rule || also.length > 0) && this.lengthMs > MAX_REPEATED_DAYS * DAY_MS)
      throw new MaestroError('out-of-range', `A window that repeats has at most ${MAX_REPEATED_DAYS} days.`);
    this.except = new Set(except);
    this.also = also.filter((local) => !this.except.has(local)).sort((a, b) => a - b);
    this.startDay = dayOf(start);
    this.timeOfDay = start - this.startDay * DAY_MS;
    this.last = rule ? Math.min(lastDay(rule), this.lastCounted(rule)) : this.startDay;
  }

  /** The time at which it is open at an instant; of several that overlap, the one that ends last. */
  openAt(instant: number): Occurrence | null {
    const { known } = this;
    if (known && instant >= known.from && instant < known.to) return known.open;
    const near = this.between(instant, instant + AHEAD_DAYS * DAY_MS);
    const [open] = near.filter(({ start }) => start <= instant).sort((a, b) => b.end - a.end);
    const next = near.find(({ start }) => start > instant)?.start ?? instant + AHEAD_DAYS * DAY_MS;
    // While it is open another may begin that ends later: the answer holds until then.
    this.known = { from: instant, to: Math.min(next, open?.end ?? Infinity), open: open ?? null };
    return this.known.open;
  }

  /** The times it is open between two instants, by their beginning, `limit` at most. */
  between(from: number, to: number, limit = Infinity): Occurrence[] {
    const { zone } = this.times;
    const first = localAt(zone, from) - this.lengthMs - DAY_MS;
    const last = localAt(zone, to) + DAY_MS;
    const found: Occurrence[] = [];
    for (const local of this.starts(first, last)) {
      const occurrence = this.occurrenceAt(local);
      const { start, end } = occurrence;
      // One that lies in an hour that a clock leaves out is none.
      if (start < end && start < to && end > from) found.push(occurrence);
      if (found.length >= limit) break;
    }
    return found.sort((a, b) => a.start - b.start);
  }

  private *starts(first: LocalTime, last: LocalTime): Generator<LocalTime> {
    const { start } = this.times;
    const days = { from: Math.max(dayOf(first), this.startDay), to: Math.min(dayOf(last), this.last) };
    for (let day = days.from; day <= days.to; day += 1) {
      const local = day * DAY_MS + this.timeOfDay;
      if (this.isStart(day, local) && !this.except.has(local)) yield local;
    }
    for (const local of this.also) if (local >= first && local <= last && local !== start) yield local;
  }

  /** The first is always one, whatever the rule says. */
  private isStart(day: number, local: LocalTime): boolean {
    const { rule } = this.times;
    if (day === this.startDay) return true;
    if (!rule || !fallsOn(rule, this.startDay, day)) return false;
    return rule.until === null || this.untilOf(local, rule) <= rule.until;
  }

  private untilOf(local: LocalTime, { untilUtc }: Rule): number {
    return untilUtc ? instantAt(this.times.zone, local, 'start') : local;
  }

  private occurrenceAt(local: LocalTime): Occurrence {
    const { zone } = this.times;
    return {
      start: instantAt(zone, local, 'start'),
      end: instantAt(zone, local + this.lengthMs, 'end'),
    };
  }

  /** COUNT is counted once, and is an end like any other from then on. */
  private lastCounted(rule: Rule): number {
    if (rule.count === null) return Infinity;
    let [left, day] = [rule.count - 1, this.startDay];
    const stop = this.startDay + MAX_COUNTED_DAYS;
    while (left > 0 && day < stop) {
      day += 1;
      if (fallsOn(rule, this.startDay, day)) left -= 1;
    }
    return day;
  }
}
