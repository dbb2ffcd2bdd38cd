import {
  pruneDecisions,
  pruneReceivedEvents,
  pruneRuns,
  pruneSlots,
  settleLostCalls,
  type Engine,
} from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

const BATCH = 200;
/** Days pass slowly: there is no need to look at every tick. */
const EVERY_MS = 10 * 60_000;

/** For how many days something is kept; 0 for ever. */
export interface RetentionDays {
  /** Runs, after their end, policy decisions, and the slots of schedules. */
  runs: number;
  /** Events that were received, with what they meant to triggers. */
  events: number;
}

/** Forgets what is older than it is to be kept, and settles calls of the API whose callers died. */
export function createPruneLoop(engine: Engine, days: RetentionDays, setting: LoopSetting): Loop {
  let next = 0;
  const run = async (): Promise<number> => {
    const now = setting.clock.now();
    if (now < next) return 0;
    const limit = BATCH;
    // Afterwards: what was decided about a run, and the slot that it played, go once the run has gone.
    const steps = [
      { prune: pruneRuns, kept: days.runs },
      { prune: pruneDecisions, kept: days.runs },
      { prune: pruneSlots, kept: days.runs },
      { prune: pruneReceivedEvents, kept: days.events },
    ];
    let pruned = await settleLostCalls(engine, limit);
    for (const { prune, kept } of steps)
      if (kept > 0) pruned = Math.max(pruned, await prune(engine, { days: kept, limit }));
    if (pruned < BATCH) next = now + EVERY_MS;
    return pruned;
  };
  return createLoop({ name: 'prune', batch: BATCH, run }, setting);
}
