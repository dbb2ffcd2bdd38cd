import type { Overlap } from '@maestro/timetable';

/** What is known of a slot that is to be played. */
export interface SlotState {
  /** It was asked for by a backfill, which has room for it. */
  backfill: boolean;
  /** It waited for room. */
  waited: boolean;
  enabled: boolean;
  hidden: boolean;
  overlap: Overlap;
  /** Open runs of its orchestra, and slots of it that wait. */
  open: number;
  queued: number;
}

export type Decision =
  { act: 'play'; alone: boolean; cancel: boolean } | { act: 'wait' } | { act: 'skip'; reason: string };

const PLAY = { act: 'play', alone: false, cancel: false } as const satisfies Decision;
const OVERLAP: Decision = { act: 'skip', reason: 'overlap' };

/** What becomes of a slot whose time has come. */
export function decide({ backfill, waited, enabled, hidden, overlap, open, queued }: SlotState): Decision {
  if (hidden || (!enabled && !backfill)) return { act: 'skip', reason: 'disabled' };
  // Somebody asked for these, and said how many at a time.
  if (backfill || overlap === 'allow') return PLAY;
  if (overlap === 'cancel_running') return { ...PLAY, cancel: open > 0 };
  if (overlap === 'skip') return open > 0 ? OVERLAP : { ...PLAY, alone: true };
  // Those that waited go first.
  if (open === 0 && (waited || queued === 0)) return { ...PLAY, alone: true };
  if (waited) return { act: 'wait' };
  return queued < overlap.queue ? { act: 'wait' } : OVERLAP;
}
