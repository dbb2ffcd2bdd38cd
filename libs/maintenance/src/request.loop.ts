import { pruneRequests, type Engine } from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

const BATCH = 1_000;
/** They are kept for a day: a minute more does no harm. */
const EVERY_MS = 60_000;

/** Forgets answers that were kept for clients who ask twice. */
export function createRequestLoop(engine: Engine, setting: LoopSetting): Loop {
  let next = 0;
  const run = async (): Promise<number> => {
    const now = setting.clock.now();
    if (now < next) return 0;
    const pruned = await pruneRequests(engine, BATCH);
    if (pruned < BATCH) next = now + EVERY_MS;
    return pruned;
  };
  return createLoop({ name: 'requests', batch: BATCH, run }, setting);
}
