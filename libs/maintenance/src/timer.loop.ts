import { nextTimer, wakeTimers, type Engine } from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

const BATCH = 500;

/** Sends parked tasks on whose time has come. */
export function createTimerLoop(engine: Engine, setting: LoopSetting): Loop {
  let next: number | null = null;
  const run = async () => {
    const moved = await wakeTimers(engine, BATCH);
    // Timers that go off close together: the beat tells of the first alone.
    next = moved < BATCH ? await nextTimer(engine) : null;
    return moved;
  };
  return createLoop({ name: 'timer', batch: BATCH, run, again: () => next }, setting);
}
