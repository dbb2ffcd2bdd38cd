import { DAY_MS, type LocalTime } from '../local-time';
import { instantsAt, localAt, offsetAt } from '../zone';
import type { CronClock } from './cron';

/** What becomes of a local time that a day does not have (`gap`), or has twice (`overlap`). */
export interface DstPolicy {
  /** `shift`: it fires when the gap ends. */
  gap: 'shift' | 'skip';
  overlap: 'first' | 'last' | 'both';
}

/** A local time that the expression names, and what becomes of it. */
export interface Firing {
  /** Milliseconds since the epoch. Of one that is left out: when it would have been. */
  at: number;
  /** What the expression meant. */
  local: LocalTime;
  fires: boolean;
  /** Why it does not fire when the clock on the wall says so, or not at all. */
  note: 'shifted-out-of-gap' | 'in-gap' | 'first-of-two' | 'second-of-two' | null;
}

/** An expression, where it is read, and what becomes of times that a day has not, or has twice. */
export interface WallSchedule {
  clock: CronClock;
  zone: string;
  dst: DstPolicy;
}

/** Part of a local day: from the first time that the expression names to before the next noon. */
interface Span {
  first: LocalTime;
  until: LocalTime;
}

const HALF_DAY_MS = DAY_MS / 2;
/** A rhythm fires whenever the clock shows its time: twice in an overlap, never in a gap. */
const ELAPSED: DstPolicy = { gap: 'skip', overlap: 'both' };

/**
 * All that an expression names after an instant, in the order in which it happens, without end. Local times that a gap moves
 * to one instant are one firing.
 *
 * Walks from noon to noon, since clocks are changed at night: within such a day what happens may be in another order than
 * what the clock shows.
 */
export function* firingsAfter(schedule: WallSchedule, after: number): Generator<Firing, void, undefined> {
  const { clock, zone } = schedule;
  let local = localAt(zone, after) - DAY_MS;
  // A gap of a whole day moves times of two days to one instant.
  let fired = after;
  for (;;) {
    const first = clock.next(local);
    if (first === null) return;
    const until = Math.floor((first + HALF_DAY_MS) / DAY_MS) * DAY_MS + HALF_DAY_MS;
    const offset = steadyOffset(zone, until);
    const span = { first, until };
    const day = offset === null ? changingDay(schedule, span) : steadyDay(clock, span, offset);
    for (const firing of day) {
      if (firing.at <= (firing.fires ? fired : after)) continue;
      if (firing.fires) fired = firing.at;
      yield firing;
    }
    local = until - 1;
  }
}

/**
 * The first instant after another one at which a schedule fires; null where there is none. The same as the first that fires of
 * `firingsAfter`, without going through the day.
 */
export function nextFiring(schedule: WallSchedule, after: number): number | null {
  const { clock, zone } = schedule;
  const before = offsetAt(zone, after - DAY_MS);
  const later = offsetAt(zone, after + 2 * DAY_MS);
  if (before === later || !clock.fixed) {
    const found = [...new Set([before, offsetAt(zone, after), later])].map((offset) =>
      nextAtOffset(schedule, offset, after),
    );
    const at = Math.min(...found);
    if (at < after + DAY_MS) return at;
  }
  for (const firing of firingsAfter(schedule, after)) if (firing.fires) return firing.at;
  return null;
}

/** The first instant at which the clock shows a time while it keeps an offset; infinite where that is no matter of a day. */
function nextAtOffset({ clock, zone }: WallSchedule, offset: number, after: number): number {
  for (let local = clock.next(after + offset); local !== null; local = clock.next(local)) {
    const at = local - offset;
    if (at >= after + DAY_MS) break;
    if (localAt(zone, at) === local) return at;
  }
  return Infinity;
}

/** The offset of a zone that keeps it all day long; null where clocks are changed. */
function steadyOffset(zone: string, until: LocalTime): number | null {
  const before = offsetAt(zone, until - 2 * DAY_MS);
  return before === offsetAt(zone, until + DAY_MS) ? before : null;
}

function* timesOf(clock: CronClock, { first, until }: Span): Generator<LocalTime, void, undefined> {
  for (let local: LocalTime | null = first; local !== null && local < until; local = clock.next(local))
    yield local;
}

function* steadyDay(clock: CronClock, span: Span, offset: number): Generator<Firing> {
  for (const local of timesOf(clock, span)) yield { at: local - offset, local, fires: true, note: null };
}

function changingDay({ clock, zone, dst }: WallSchedule, span: Span): Firing[] {
  const policy = clock.fixed ? dst : ELAPSED;
  const all: Firing[] = [];
  for (const local of timesOf(clock, span)) all.push(...meant(zone, policy, local));
  all.sort((a, b) => a.at - b.at || Number(b.fires) - Number(a.fires));
  const taken = new Set<number>();
  return all.filter(({ at, fires }) => {
    const again = fires && taken.has(at);
    if (fires) taken.add(at);
    return !again;
  });
}

function meant(zone: string, { gap, overlap }: DstPolicy, local: LocalTime): Firing[] {
  const { instants, gapEnd } = instantsAt(zone, local);
  if (gapEnd !== null)
    return [
      { at: gapEnd, local, fires: gap === 'shift', note: gap === 'shift' ? 'shifted-out-of-gap' : 'in-gap' },
    ];
  const [first, second] = instants;
  if (first === undefined) return [];
  if (second === undefined) return [{ at: first, local, fires: true, note: null }];
  return [
    { at: first, local, fires: overlap !== 'last', note: 'first-of-two' },
    { at: second, local, fires: overlap !== 'first', note: 'second-of-two' },
  ];
}
