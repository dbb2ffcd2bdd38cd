import { refillQueue, type Engine } from '@maestro/engine';
import type { QueueMonitor } from '@maestro/queue';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** Names every queued task to Redis again when Redis has forgotten any. Single losses are left to the sweep. */
export function createRefillLoop(engine: Engine, monitor: QueueMonitor, setting: LoopSetting): Loop {
  const run = () => refillIfLost(engine, monitor);
  // All at once, however much that is: a refill that another one interrupts would never end.
  return createLoop({ name: 'refill', batch: Infinity, deadlineMs: Infinity, run }, setting);
}

async function refillIfLost(engine: Engine, monitor: QueueMonitor): Promise<number> {
  if ((await monitor.readGeneration()) !== null) return 0;
  let refilled = 0;
  const generation = await monitor.renewGeneration(async () => {
    refilled = await refillQueue(engine);
  });
  if (generation === null) throw new Error('Redis lost the queue again while it was being refilled');
  return refilled;
}
