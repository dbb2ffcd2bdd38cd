import type { Plan } from '@maestro/dsl';
import { MaestroError, type ProblemCode } from '@maestro/problems';
import type { Completer, CompletionOutcome, ItemPlace } from '../completion';
import type { RunRef } from '../engine';

/** A parked task, and the token under which it can be ended. */
export interface Waiting {
  run: RunRef;
  plan: Plan;
  n: number;
  place: ItemPlace | null;
  token: string | null;
}

/** Ends a parked task. Whoever else did so first has won. */
export async function endWaiting(
  completer: Completer,
  { run, plan, n, place, token }: Waiting,
  outcome: CompletionOutcome,
): Promise<void> {
  await completer.complete({ run, plan, n, place, token, from: 'waiting', outcome });
}

/** The end of a wait that brought no good, or brought nothing in time. */
export function waitFailed(code: ProblemCode, detail: string): CompletionOutcome {
  return { kind: 'failed', error: new MaestroError(code, detail).toProblem() };
}
