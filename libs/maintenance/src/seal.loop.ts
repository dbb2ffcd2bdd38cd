import type { Term } from '@maestro/leadership';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** After a round that found something, the next one follows without a beat. */
const PACE_MS = 1_000;

/** What chains the audit trail: rounds that return how much they sealed. */
export interface Sealing {
  /** So much in one round means that there is more. */
  batch: number;
  seal(term: Term): Promise<number>;
}

/** Seals what was committed, under the term as fence. */
export function createSealLoop(sealing: Sealing, setting: LoopSetting): Loop {
  let found = false;
  const run = async (term: Term) => {
    const sealed = await sealing.seal(term);
    found = sealed > 0;
    return sealed;
  };
  return createLoop(
    { name: 'seal', batch: sealing.batch, run, again: () => (found ? PACE_MS : null) },
    setting,
  );
}
