import type { Term } from '@maestro/leadership';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** What states of ended runs what they were: rounds that return how many runs those were. */
export interface Attesting {
  attest(term: Term): Promise<number>;
}

/** For each unit of time at work, so many at rest: however many runs end, stating takes a twentieth of one core. */
const REST = 19;

/** Attests ended runs, batch after batch with a rest in between: it yields to the work itself. */
export function createAttestLoop({ attest }: Attesting, setting: LoopSetting): Loop {
  let rest: number | null = null;
  const run = async (term: Term) => {
    const begun = setting.clock.now();
    const attested = await attest(term);
    rest = attested > 0 ? REST * Math.max(1, setting.clock.now() - begun) : null;
    return attested;
  };
  return createLoop({ name: 'attest', batch: Infinity, run, again: () => rest }, setting);
}
