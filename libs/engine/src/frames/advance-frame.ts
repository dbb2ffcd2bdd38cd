import type { Plan } from '@maestro/dsl';
import type { Completer } from '../completion';
import type { Engine, RunRef } from '../engine';

/** Goes on with a map or loop: makes more items, winds it down, or ends its task. Safe to repeat. */
export async function advanceFrame(
  engine: Engine,
  completer: Completer,
  frame: { run: RunRef; plan: Plan; n: number },
): Promise<void> {
  void [engine, completer, frame];
}
