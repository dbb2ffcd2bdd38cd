import { sweepRuns, type Engine } from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

const BATCH = 100;

/** Looks at open runs whose time for a look has come, whatever else should have moved them. */
export function createSweepLoop(engine: Engine, setting: LoopSetting): Loop {
  return createLoop({ name: 'sweep', batch: BATCH, run: () => sweepRuns(engine, BATCH) }, setting);
}
