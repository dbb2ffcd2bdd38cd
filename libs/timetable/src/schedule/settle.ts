import { MINUTE_MS } from '../local-time';
import type { Misfire, Schedule } from './schedule';
import { deadlineOf, dueAt, nextSlot } from './slots';

/** A slot whose time has come, and whether it is to be played. */
export interface DueSlot {
  slot: number;
  /** When it begins, jitter included. */
  dueAt: number;
  /** By when it is to be over; null where nobody said so. */
  deadline: number | null;
  plays: boolean;
}

export interface Settled {
  slots: DueSlot[];
  /** Everything up to here is settled. */
  until: number;
  /** When to look again: when the next slot begins; null where there is none. */
  next: number | null;
}

export interface Settling {
  orchestra: string;
  /** Everything up to here was settled before. */
  after: number;
  now: number;
}

/** A slot that is looked at so much later than it begins is missed. */
export const MISSED_AFTER_MS = MINUTE_MS;
/** Slots of one orchestra that are settled at once. */
export const MAX_SETTLED = 1_000;

/** What becomes of the slots whose time has come: those that nobody looked at in time go by the policy for it. */
export function settle(schedule: Schedule, { orchestra, after, now }: Settling): Settled {
  const { misfire } = schedule;
  // Two or three of the last are not missed yet, since no schedule fires more than once a minute.
  const ahead = MAX_SETTLED + kept(misfire) + 3;
  const found: number[] = [];
  let next = nextSlot(schedule, after);
  while (next !== null && next <= now && found.length < ahead) {
    found.push(next);
    next = nextSlot(schedule, next);
  }
  const all = next === null || next > now;
  const slots = found.map((slot) => ({
    ...{ slot, dueAt: dueAt(schedule, orchestra, slot), deadline: deadlineOf(schedule, slot) },
  }));
  const inTime = slots.findIndex((slot) => slot.dueAt >= now - MISSED_AFTER_MS);
  // Where there are more than are settled at once, those looked at in addition say which of them are the last.
  const from = (inTime < 0 ? slots.length : inTime) - kept(misfire);
  const settled = (all ? slots : slots.slice(0, MAX_SETTLED)).map((slot, i) => ({
    ...slot,
    plays: i >= from,
  }));
  if (!all) return { slots: settled, until: settled.at(-1)?.slot ?? after, next: found[MAX_SETTLED] ?? null };
  return { slots: settled, until: now, next: next === null ? null : dueAt(schedule, orchestra, next) };
}

/** How many of those that were missed are played. */
function kept(misfire: Misfire): number {
  if (misfire === 'skip') return 0;
  return misfire === 'last' ? 1 : misfire.all;
}
