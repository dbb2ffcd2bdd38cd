import type { Plan } from '@maestro/dsl';
import type { Completer, WaitReason } from '../completion';
import type { Engine, RunRef } from '../engine';
import { advanceFrame } from '../frames/advance-frame';
import { settleApproval } from './approval-settle';
import { resumeParent } from './resume-parent';
import { matchSignals } from './signal-match';

/** A task whose attempt was parked just now. */
export interface Parked {
  run: RunRef;
  plan: Plan;
  n: number;
  reason: WaitReason;
}

type Look = (engine: Engine, completer: Completer, parked: Parked) => Promise<void>;

/** One line for each reason whose cause may have come before the task was parked. */
const looks: Partial<Record<WaitReason, Look>> = {
  ITEMS: (engine, completer, { run, plan, n }) => advanceFrame(engine, completer, { run, plan, n }),
  ROUND: (engine, completer, { run, plan, n }) => advanceFrame(engine, completer, { run, plan, n }),
  CHILD: (engine, completer, { run, n }) => resumeParent(engine, completer, { run, n }),
  SIGNAL: (engine, completer, { run, plan, n }) => matchSignals(engine, completer, { run, plan, n }),
  APPROVAL: (engine, completer, { run, plan, n }) => settleApproval(engine, completer, { run, plan, n }),
};

/**
 * Looks for what a task waits for once its park is committed: whoever brought it before saw no one waiting. Safe to
 * repeat; the sweep does so for those whose parker died on the way.
 */
export async function afterPark(engine: Engine, completer: Completer, parked: Parked): Promise<void> {
  await looks[parked.reason]?.(engine, completer, parked);
}
