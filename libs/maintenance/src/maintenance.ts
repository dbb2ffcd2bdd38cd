import type { Engine } from '@maestro/engine';
import { systemClock, type Clock, type Term } from '@maestro/leadership';
import type { QueueMonitor } from '@maestro/queue';
import type { Loop } from './loop';
import { createRefillLoop } from './refill.loop';
import { createRescueLoop } from './rescue.loop';
import { createSweepLoop } from './sweep.loop';
import { createTick } from './tick';
import { createTimerLoop } from './timer.loop';

/** All background work of a leader. */
export interface Maintenance {
  readonly loops: readonly Loop[];
  /** Works until the term ends. */
  start(term: Term): void;
  /** Resolves when nothing is under way any more. Idempotent. */
  stop(): Promise<void>;
}

export interface MaintenanceOptions {
  engine: Engine;
  monitor: QueueMonitor;
  /** How often the loops look for work. */
  tickMs: number;
  clock?: Clock;
  onError: (error: unknown, loop: string) => void;
  /** Hears of a loop whose work does not end in time. */
  onStuck?: (loop: string) => void;
}

export function createMaintenance(options: MaintenanceOptions): Maintenance {
  const { engine, monitor, tickMs, clock = systemClock, onError, onStuck } = options;
  const setting = { clock, onError, onStuck, tick: createTick(tickMs, clock) };
  const loops = [
    createTimerLoop(engine, setting),
    createRescueLoop(engine, setting),
    createRefillLoop(engine, monitor, setting),
    createSweepLoop(engine, setting),
  ];
  return {
    loops,
    start: (term) => loops.forEach((loop) => loop.start(term)),
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
