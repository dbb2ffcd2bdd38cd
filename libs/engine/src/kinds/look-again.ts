import type { Completer } from '../completion';
import type { Engine } from '../engine';
import { placeOf } from '../places';
import type { RunContext } from '../run-values';
import type { SweepRow } from '../sweep-run';

/** A parked task under the eye of the sweep. */
export interface ParkedTask {
  engine: Engine;
  completer: Completer;
  run: RunContext;
  row: SweepRow;
  /** Its run or item winds down, and nothing urgent asked for it. */
  winding: boolean;
}

/**
 * Looks again at what a task waits for, as whoever brings it may have died on the way; ends the wait of a task that
 * is no longer wanted. Safe to repeat.
 */
export async function lookAgain({ completer, run, row, winding }: ParkedTask): Promise<void> {
  if (!winding) return;
  await completer.complete({
    run: run.ref,
    plan: run.plan,
    n: row.n,
    place: placeOf(row),
    token: row.token,
    from: 'waiting',
    outcome: { kind: 'cancelled' },
  });
}
