import { DAY_MS, type LocalTime } from './local-time';

/** A zone that was asked about: formatting an instant is slow, and offsets change twice a year. */
interface Clock {
  format: Intl.DateTimeFormat;
  /** By days of UTC, at their beginning. */
  offsets: Map<number, number>;
  /** When it is changed, by days of UTC on which it is; null on a day on which that happens more than once. */
  changes: Map<number, number | null>;
}

const clocks = new Map<string, Clock>();
/** There are some six hundred zones, and their aliases. */
const MAX_CLOCKS = 700;
const MAX_OFFSETS = 4_000;
const DAY_SECONDS = DAY_MS / 1_000;

/** True for an IANA name such as `Europe/Berlin`, and for `UTC`. Offsets such as `+01:00` are no zones: they have no summer. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  if (clocks.has(name)) return true;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** What the wall clock shows at an instant. */
export function localAt(zone: string, instant: number): LocalTime {
  const clock = clockOf(zone);
  const day = Math.floor(instant / DAY_MS);
  const [offset, next] = [offsetOn(clock, day), offsetOn(clock, day + 1)];
  // Where the next day begins with the same offset, nothing has changed in this one.
  if (offset === next) return instant + offset;
  const change = changeOn(clock, day);
  if (change === null) return formatted(clock, instant);
  return instant + (instant < change ? offset : next);
}

/** The instant of the only change of a day whose beginning and end differ. */
function changeOn(clock: Clock, day: number): number | null {
  const known = clock.changes.get(day);
  if (known !== undefined) return known;
  if (clock.changes.size >= MAX_OFFSETS) clock.changes.clear();
  const before = offsetOn(clock, day);
  const offsetAtSecond = (second: number) => formatted(clock, second * 1_000) - second * 1_000;
  let [low, high] = [day * DAY_SECONDS, (day + 1) * DAY_SECONDS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAtSecond(middle) === before) low = middle;
    else high = middle;
  }
  const change = offsetAtSecond(high) === offsetOn(clock, day + 1) ? high * 1_000 : null;
  clock.changes.set(day, change);
  return change;
}

function offsetOn({ format, offsets }: Clock, day: number): number {
  let offset = offsets.get(day);
  if (offset === undefined) {
    if (offsets.size >= MAX_OFFSETS) offsets.clear();
    offset = formatted({ format }, day * DAY_MS) - day * DAY_MS;
    offsets.set(day, offset);
  }
  return offset;
}

function formatted({ format }: Pick<Clock, 'format'>, instant: number): LocalTime {
  const field: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) field[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = field;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1_000) + 1_000) % 1_000);
}

/**
 * The instant at which the wall clock shows a time. Where it shows it twice, the first for a beginning and the last for an
 * end; where it never does, the instant at which it jumps over it. So a window is never shorter than its text says.
 */
export function instantAt(zone: string, local: LocalTime, edge: 'start' | 'end'): number {
  const { instants, gapEnd } = instantsAt(zone, local);
  return (edge === 'start' ? instants[0] : instants.at(-1)) ?? (gapEnd as number);
}

/** The instants at which the wall clock shows a time: one, two where it is set back, none where it jumps; then when it jumps. */
export function instantsAt(zone: string, local: LocalTime): { instants: number[]; gapEnd: number | null } {
  const before = offsetAt(zone, local - DAY_MS);
  const after = offsetAt(zone, local + DAY_MS);
  const candidates =
    before === after ? [local - before] : [local - before, local - after].sort((a, b) => a - b);
  const instants = candidates.filter((instant) => localAt(zone, instant) === local);
  return { instants, gapEnd: instants.length > 0 ? null : jumpOver(zone, local, before) };
}

/** What the wall clock shows more than the world's: an hour in a Berlin winter. */
export function offsetAt(zone: string, instant: number): number {
  return localAt(zone, instant) - instant;
}

/** The first second that shows a later time, by halving a day around it. */
function jumpOver(zone: string, local: LocalTime, before: number): number {
  let low = Math.floor((local - before - DAY_MS) / 1_000);
  let high = Math.ceil((local - before + DAY_MS) / 1_000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (localAt(zone, middle * 1_000) >= local) high = middle;
    else low = middle;
  }
  return high * 1_000;
}

function clockOf(zone: string): Clock {
  let clock = clocks.get(zone);
  if (clock) return clock;
  if (clocks.size >= MAX_CLOCKS) clocks.clear();
  const numeric = ['year', 'month', 'day', 'hour', 'minute', 'second'].map((field) => [field, 'numeric']);
  const format = new Intl.DateTimeFormat('en-US', {
    ...Object.fromEntries(numeric),
    timeZone: zone,
    hourCycle: 'h23',
  });
  clock = { format, offsets: new Map(), changes: new Map() };
  clocks.set(zone, clock);
  return clock;
}
