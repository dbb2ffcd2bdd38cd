import type { Term } from '@maestro/leadership';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** What chains the audit trail: rounds that return how much they sealed. */
export interface Sealing {
  seal(term: Term): Promise<number>;
}

/** After a round that found something the next one follows without a beat, but not at once: small records are wasteful. */
const PACE_MS = 500;
/** For each unit of time at work, so many at rest: in a storm the chain follows at a distance, and the storm goes on. */
const REST = 19;

/** Seals what was committed, under the term as fence, with at most a twentieth of a core. */
export function createSealLoop({ seal }: Sealing, setting: LoopSetting): Loop {
  const { clock } = setting;
  let next: number | null = null;
  let restsUntil = -Infinity;
  const run = async (term: Term) => {
    const begun = clock.now();
    // Whatever else wakes the loop, a beat or another term: the rest is kept.
    if (begun < restsUntil) {
      next = restsUntil - begun;
      return 0;
    }
    const sealed = await seal(term);
    const ended = clock.now();
    next = sealed > 0 ? Math.max(PACE_MS, REST * (ended - begun)) : null;
    restsUntil = ended + (next ?? 0);
    return sealed;
  };
  return createLoop({ name: 'seal', batch: Infinity, run, again: () => next }, setting);
}
