import { DAY_MS, type LocalTime } from '../local-time';
import type { RecurringWindow } from '../recurring-window';
import { firingsAfter, nextFiring, type Firing, type WallSchedule } from './firings';
import type { Schedule } from './schedule';

/** Why a time that a schedule names is no slot, or not the time that it names. */
export type TimeNote =
  NonNullable<Firing['note']> | 'before-start' | 'after-end' | 'excluded' | 'not-included';

/** A time that a schedule names, and whether it is a slot. */
export interface ScheduledTime {
  /** The slot: milliseconds since the epoch. */
  at: number;
  /** What the expression meant; null for an interval. */
  local: LocalTime | null;
  fires: boolean;
  note: TimeNote | null;
}

/** Windows that are looked through for one free time at most; and so far ahead. */
const MAX_BLOCKS = 2_000;
const HORIZON_MS = 30 * 366 * DAY_MS;
const INCLUDE_STEP_MS = 400 * DAY_MS;

/** All times that a schedule names after an instant, each with what becomes of it, in order and without end. */
export function* timesAfter(schedule: Schedule, after: number): Generator<ScheduledTime, void, undefined> {
  for (const time of named(schedule, after)) {
    const note = outside(schedule, time.at);
    yield note === null || !time.fires ? time : { ...time, fires: false, note };
    if (note === 'after-end') return;
  }
}

/** The first slot after an instant; null where none comes within thirty years. */
export function nextSlot(schedule: Schedule, after: number): number | null {
  let from = Math.max(after, (schedule.start ?? -Infinity) - 1);
  for (let blocks = 0; blocks < MAX_BLOCKS; blocks += 1) {
    const at = nextNamed(schedule, from);
    if (at === null || at - after > HORIZON_MS || (schedule.end !== null && at >= schedule.end)) return null;
    const until = blockedUntil(schedule, at);
    if (until === null) return at;
    from = until - 1;
  }
  return null;
}

/** When a slot begins: its time, and a delay that is the same whoever works it out. */
export function dueAt({ jitterMs }: Pick<Schedule, 'jitterMs'>, orchestra: string, slot: number): number {
  return jitterMs === 0 ? slot : slot + Math.floor((hash(`${orchestra} ${slot}`) / 2 ** 32) * (jitterMs + 1));
}

/** By when what a slot begins is to be over; null where the schedule does not say. */
export function deadlineOf({ deadlineMs }: Pick<Schedule, 'deadlineMs'>, slot: number): number | null {
  return deadlineMs === null ? null : slot + deadlineMs;
}

function* named(schedule: Schedule, after: number): Generator<ScheduledTime, void, undefined> {
  const wall = wallOf(schedule);
  if (wall) return yield* firingsAfter(wall, after);
  for (let at = nextNamed(schedule, after); at !== null; at = nextNamed(schedule, at))
    yield { at, local: null, fires: true, note: null };
}

function nextNamed(schedule: Schedule, after: number): number | null {
  const wall = wallOf(schedule);
  if (wall) return nextFiring(wall, after);
  const { intervalMs, start } = schedule;
  if (intervalMs === null) return null;
  const anchor = start ?? 0;
  return anchor + Math.max(0, Math.floor((after - anchor) / intervalMs) + 1) * intervalMs;
}

function wallOf({ clock, zone, dst }: Schedule): WallSchedule | null {
  return clock && { clock, zone, dst };
}

function outside({ start, end, exclude, include }: Schedule, at: number): TimeNote | null {
  if (start !== null && at < start) return 'before-start';
  if (end !== null && at >= end) return 'after-end';
  if (openAt(exclude, at)) return 'excluded';
  return include.length > 0 && !openAt(include, at) ? 'not-included' : null;
}

function openAt(windows: readonly RecurringWindow[], at: number) {
  for (const window of windows) {
    const open = window.openAt(at);
    if (open) return open;
  }
  return null;
}

/** Until when no time is a slot; null where this one is. */
function blockedUntil({ exclude, include }: Schedule, at: number): number | null {
  const closed = openAt(exclude, at);
  if (closed) return closed.end;
  if (include.length === 0 || openAt(include, at)) return null;
  const horizon = at + INCLUDE_STEP_MS;
  return Math.min(...include.map((window) => window.between(at, horizon, 1)[0]?.start ?? horizon));
}

/** FNV-1a, mixed once more: neighbouring slots lie far apart. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return (sum ^ (sum >>> 16)) >>> 0;
}
