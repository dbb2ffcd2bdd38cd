import { rescueLost, type Engine } from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

const BATCH = 100;

/** Gives the tasks of dead workers to others. */
export function createRescueLoop(engine: Engine, setting: LoopSetting): Loop {
  return createLoop({ name: 'rescue', batch: BATCH, run: () => rescueLost(engine, BATCH) }, setting);
}
