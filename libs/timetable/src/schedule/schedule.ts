import type { RecurringWindow } from '../recurring-window';
import type { GivenTimes } from '../window-times';
import type { CronClock } from './cron';
import type { DstPolicy } from './firings';

/** What becomes of slots that nobody looked at in time: of all, the last one, or so many of the last. */
export type Misfire = 'skip' | 'last' | { all: number };

/** What becomes of a slot while a run of the orchestra is under way. */
export type Overlap = 'allow' | 'skip' | 'cancel_running' | { queue: number };

/** A schedule as it is written: what is left out has its default. */
export interface ScheduleFields {
  dst?: { gap?: DstPolicy['gap']; overlap?: DstPolicy['overlap'] };
  misfire?: 'skip' | 'last' | 'all' | { all: number };
  overlap?: 'allow' | 'skip' | 'cancel_running' | 'queue' | { queue: number };
  /** Each slot begins so much later at most, and always as much: `30s`, `5m`. */
  jitter?: string;
  /** Nothing begins before, nor at or after: `2026-12-24T18:00` by the clock of the zone, or with `Z`. */
  start?: string;
  end?: string;
  calendars?: { exclude?: readonly GivenTimes[]; include?: readonly GivenTimes[] };
  /** In place of a cron: every so often, counted from `start`, or from the beginning of 1970. */
  interval?: string;
  /** What a slot begins is to be over so long after it: `2h`. */
  deadline?: string;
}

/** A schedule that can be asked when it fires. */
export interface Schedule {
  /** Null where it goes by an interval. */
  clock: CronClock | null;
  intervalMs: number | null;
  zone: string;
  dst: DstPolicy;
  misfire: Misfire;
  overlap: Overlap;
  jitterMs: number;
  deadlineMs: number | null;
  /** Instants; the second is exclusive. */
  start: number | null;
  end: number | null;
  exclude: readonly RecurringWindow[];
  include: readonly RecurringWindow[];
}

export const MAX_CATCH_UP = 100;
export const MAX_QUEUED = 100;
