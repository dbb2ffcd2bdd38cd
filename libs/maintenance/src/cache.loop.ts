import { pruneResults, type Engine } from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

const BATCH = 1_000;

/** Forgets results that may not be used again any more. */
export function createCacheLoop(engine: Engine, setting: LoopSetting): Loop {
  return createLoop({ name: 'cache', batch: BATCH, run: () => pruneResults(engine, BATCH) }, setting);
}
