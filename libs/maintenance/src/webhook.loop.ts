import type { Term } from '@maestro/leadership';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** What delivers to webhooks: rounds that begin what there is room for, and say when there is room again. */
export interface Delivering {
  round(term: Term): Promise<number>;
  prune(limit: number): Promise<number>;
}

const PRUNE_BATCH = 500;
const PRUNE_EVERY_MS = 10 * 60_000;

/** Begins deliveries under the term as fence, and forgets old ones now and then. It waits for none of them. */
export function createWebhookLoop(delivering: Delivering, setting: LoopSetting): Loop {
  let next = 0;
  const run = async (term: Term) => {
    const begun = await delivering.round(term);
    const now = setting.clock.now();
    if (now < next) return begun;
    const pruned = await delivering.prune(PRUNE_BATCH);
    if (pruned < PRUNE_BATCH) next = now + PRUNE_EVERY_MS;
    return begun;
  };
  return createLoop({ name: 'webhooks', batch: Infinity, run }, setting);
}
