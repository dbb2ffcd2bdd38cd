import { claimedItem, type ClaimedTask, type Engine, type ItemTaker } from '@maestro/engine';
import type { HeldAttempts } from './held-attempts';

export interface ItemTakerOptions {
  engine: Engine;
  sessionId: string;
  /** Those this worker serves. */
  queues: readonly string[];
  held: HeldAttempts;
  isDraining: () => boolean;
  /** Runs a task in a slot that is reserved for it. */
  run: (task: ClaimedTask) => Promise<void>;
  /** Called where something may be ours that we do not know of. */
  broken: () => void;
}

/** Gives free slots of a worker to items of maps as they are made, save those that are for express alone. */
export function createItemTaker(options: ItemTakerOptions): ItemTaker {
  const { engine, sessionId, queues, held, isDraining, run, broken } = options;
  return {
    sessionId,
    reserve(queue, wanted) {
      const count = isDraining() || !queues.includes(queue) ? 0 : Math.min(held.freeForBulk, wanted);
      held.reserve(count, 'bulk');
      return count;
    },
    run(items, reserved) {
      held.release(reserved - items.length, 'bulk');
      for (const item of items)
        void claimedItem(engine, item).then(run, (error: unknown) => {
          engine.onError(error, 'reading an item');
          held.release(1, 'bulk');
          broken();
        });
    },
    lost: broken,
  };
}
