import { pruneDecisions, pruneRuns, type Engine } from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

const BATCH = 200;
/** Days pass slowly: there is no need to look at every tick. */
const EVERY_MS = 10 * 60_000;

/** Forgets runs that ended more than so many days ago, and policy decisions that are as old; never, where `days` is 0. */
export function createPruneLoop(engine: Engine, days: number, setting: LoopSetting): Loop {
  let next = 0;
  const run = async (): Promise<number> => {
    const now = setting.clock.now();
    if (days === 0 || now < next) return 0;
    const runs = await pruneRuns(engine, { days, limit: BATCH });
    // Afterwards: what was decided about a run goes once the run has gone.
    const pruned = Math.max(runs, await pruneDecisions(engine, { days, limit: BATCH }));
    if (pruned < BATCH) next = now + EVERY_MS;
    return pruned;
  };
  return createLoop({ name: 'prune', batch: BATCH, run }, setting);
}
