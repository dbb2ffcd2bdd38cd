import { wakeTimers, type Engine } from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

const BATCH = 500;

/** Sends parked tasks on whose time has come. */
export function createTimerLoop(engine: Engine, setting: LoopSetting): Loop {
  return createLoop({ name: 'timer', batch: BATCH, run: () => wakeTimers(engine, BATCH) }, setting);
}
