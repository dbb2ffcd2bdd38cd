import { MINUTE_MS } from '../local-time';
import type { Misfire, Schedule } from './schedule';
import { dueAt, nextSlot } from './slots';

/** A slot whose time has come, and whether it is to be played. */
export interface DueSlot {
  slot: number;
  /** When it begins, jitter included. */
  dueAt: number;
  plays: boolean;
}

export interface Settled {
  slots: DueSlot[];
  /** Everything up to here is settled. */
  until: number;
  /** When to look again: the next slot; null where there is none. */
  next: number | null;
}

export interface Settling {
  orchestra: string;
  /** Everything up to here was settled before. */
  after: number;
  now: number;
}

/** A slot that is looked at so much later is missed. */
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
  // Where there are more than are settled at once, those looked at in addition say which are the last.
  const all = next === null || next > now;
  const settled = all ? found : found.slice(0, MAX_SETTLED);
  const missed = found.filter((slot) => slot < now - MISSED_AFTER_MS).length;
  const from = missed - kept(misfire);
  const slots = settled.map((slot, i) => ({
    slot,
    dueAt: dueAt(schedule, orchestra, slot),
    plays: all ? i >= from : false,
  }));
  const last = settled.at(-1) ?? after;
  return { slots, until: all ? now : last, next: all ? next : (found[settled.length] ?? null) };
}

/** How many of those that were missed are played. */
function kept(misfire: Misfire): number {
  if (misfire === 'skip') return 0;
  return misfire === 'last' ? 1 : misfire.all;
}
