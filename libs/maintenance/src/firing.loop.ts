import { createLoop, type Loop, type LoopSetting } from './loop';

/** What fires triggers: rounds that return how much they did, `batch` where there is more to do at once. */
export interface Firing {
  batch: number;
  round(): Promise<number>;
}

/** Begins the runs of triggers that were left by whoever received their events. Each begins once, whoever leads. */
export function createFiringLoop({ batch, round }: Firing, setting: LoopSetting): Loop {
  return createLoop({ name: 'firings', batch, run: round }, setting);
}
