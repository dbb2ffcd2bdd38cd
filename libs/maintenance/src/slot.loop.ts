import type { Term } from '@maestro/leadership';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** What plays the slots of schedules: rounds that return how much they did, `batch` where there is more to do at once. */
export interface SlotKeeping {
  batch: number;
  round(term: Term): Promise<number>;
}

/**
 * Plays slots under the term as fence. The beat says when the next is due, to the millisecond: a timer of its own would know
 * no more, and would have to be told of every change.
 */
export function createSlotLoop({ batch, round }: SlotKeeping, setting: LoopSetting): Loop {
  return createLoop({ name: 'slots', batch, run: round }, setting);
}
