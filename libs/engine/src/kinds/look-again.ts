import type { Completer, WaitReason } from '../completion';
import type { Engine } from '../engine';
import { advanceFrame } from '../frames/advance-frame';
import { readFrame } from '../frames/read-frame';
import { placeOf } from '../places';
import type { RunContext } from '../run-values';
import type { SweepRow } from '../sweep-run';
import { settleApproval } from './approval-settle';
import { cancelChildren } from './cancel-children';
import type { Waiting } from './end-waiting';
import { resumeParent } from './resume-parent';
import { matchSignals } from './signal-match';
import { endTimer } from './wait';

/** A parked task under the eye of the sweep. */
export interface ParkedTask {
  engine: Engine;
  completer: Completer;
  run: RunContext;
  row: SweepRow;
  /** Its run or item winds down, and nothing urgent asked for it. */
  winding: boolean;
}

type Look = (parked: ParkedTask) => Promise<void>;

/** One line for each reason of which more is to be done than to wait. */
const looks: Partial<Record<WaitReason, Look>> = {
  ITEMS: lookAtItems,
  ROUND: lookAtItems,
  CHILD: lookAtChild,
  TIMER: (parked) => lookOutside(parked, endTimer),
  SIGNAL: (parked) => lookOutside(parked, matchSignals),
  APPROVAL: (parked) => lookOutside(parked, settleApproval),
};

/**
 * Looks again at what a task waits for, as whoever brings it may have died on the way; ends the wait of a task that
 * is no longer wanted. Safe to repeat.
 */
export async function lookAgain(parked: ParkedTask): Promise<void> {
  const look = parked.row.reason === null ? undefined : looks[parked.row.reason];
  if (look) await look(parked);
  else if (parked.winding) await endWait(parked);
}

/** Ends the wait of a task that is no longer wanted, where nothing else hangs on it. */
export async function endWait({ completer, run, row }: ParkedTask): Promise<void> {
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

/** It sees for itself whether it is wanted, and ends with its items. */
async function lookAtItems(parked: ParkedTask): Promise<void> {
  const { engine, completer, run, row, winding } = parked;
  if (winding && !(await readFrame(engine, run.ref, row.n))) return endWait(parked);
  await advanceFrame(engine, completer, { run: run.ref, plan: run.plan, n: row.n });
}

/** The child is told; its end then ends the task. */
async function lookAtChild(parked: ParkedTask): Promise<void> {
  const { engine, completer, run, row, winding } = parked;
  const parent = { run: run.ref, n: row.n };
  if (winding && !(await cancelChildren(engine, completer, parent))) return endWait(parked);
  await resumeParent(engine, completer, parent);
}

/** What comes from outside the run: an instant, a signal, people. */
async function lookOutside(
  parked: ParkedTask,
  look: (engine: Engine, completer: Completer, waiting: Waiting) => Promise<void>,
): Promise<void> {
  if (parked.winding) return endWait(parked);
  const { engine, completer, run, row } = parked;
  if (!row.arrived) return;
  await look(engine, completer, {
    run: run.ref,
    plan: run.plan,
    n: row.n,
    place: placeOf(row),
    token: row.token,
  });
}
