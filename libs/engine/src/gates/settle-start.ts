import type { Engine } from '../engine';
import { settleHold, type SettledHold } from '../limits/settle-hold';
import type { RunValues } from '../values';
import { settleGates } from './settle-gates';

export interface SettledStart extends SettledHold {
  /** A gate holds it. */
  barred: boolean;
  /** No gate holds it any more, since now. */
  released: boolean;
}

/** Sees to a run that is held back: the gates first, then its concurrency key. Safe to repeat. */
export async function settleStart(
  engine: Engine,
  run: Pick<RunValues, 'ref' | 'plan'>,
): Promise<SettledStart> {
  const gates = await settleGates(engine, run);
  if (gates === 'held') return { winding: [], joined: null, barred: true, released: false };
  if (gates === 'refused') return { winding: [run.ref], joined: null, barred: false, released: false };
  return { ...(await settleHold(engine, run)), barred: false, released: gates === 'released' };
}
