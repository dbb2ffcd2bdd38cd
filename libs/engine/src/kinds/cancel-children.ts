import { formatId, statement } from '@maestro/persistence';
import type { Completer } from '../completion';
import type { Engine, RunRef } from '../engine';
import { readChildren } from './read-children';

const cancelStatement = statement('cancel_run');

/** Behind the number of any task. */
const LAST = 2 ** 31 - 1;

/** Asks the child runs of a task to stop; their end then ends the task. Safe to repeat. False where it has none. */
export async function cancelChildren(
  engine: Engine,
  completer: Completer,
  parent: { run: RunRef; n: number },
): Promise<boolean> {
  const children = await readChildren(engine, parent);
  for (const { run, finished } of children) {
    if (finished) continue;
    const actor = `run:${formatId('run', parent.run.runId)}`;
    const reason = 'The run that waits for it winds down.';
    await engine.database.query(cancelStatement, [run.tenantId, run.runId, actor, reason, null]);
    await completer.sweep({ run, from: 0, until: LAST });
  }
  return children.length > 0;
}
