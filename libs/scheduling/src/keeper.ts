import { judgeDeadlines } from './judge-deadlines';
import { playSlots } from './play-slots';
import type { KeeperOptions, Term } from './leader';
import { createScheduleReader } from './schedules';
import { settleDue } from './settle-due';

/** So many orchestras are settled, and so many slots played, at once. */
export const SLOT_BATCH = 500;

/**
 * What plays the slots of schedules, in rounds under the term of the leader. A round writes down the slots whose time has come,
 * begins those that are to be played, and tells of those that are not over by their deadline: what was written down is played once, whoever leads by then.
 *
 * @returns of a round, how much it did: `SLOT_BATCH` where there is more to do at once
 */
export function createSlotKeeper(options: KeeperOptions): { round: (term: Term) => Promise<number> } {
  const quiet = { onSettled: () => undefined, onDeadlineMissed: () => undefined };
  const keeper = { ...quiet, ...options, schedules: createScheduleReader() };
  return {
    round: async (term) => {
      const settled = await settleDue(keeper, term, SLOT_BATCH);
      const played = await playSlots(keeper, term, SLOT_BATCH);
      const judged = await judgeDeadlines(keeper, term, SLOT_BATCH);
      return Math.max(settled, played, judged);
    },
  };
}
