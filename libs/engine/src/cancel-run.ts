import { statement } from '@maestro/persistence';
import { createCompleter } from './completer';
import type { Engine, RunRef } from './engine';
import { readRunContext } from './run-values';
import { sweepRun } from './sweep-run';

const cancelStatement = statement('cancel_run');

export interface CancelRequest extends RunRef {
  actor: string;
  reason: string | null;
  /** How long running attempts may go on, in milliseconds; as the template says where it is left out. */
  graceMs?: number | null;
}

/**
 * Asks a run to stop. Returns once the word is committed and what had not begun is cancelled; running attempts are
 * told through their worker's next renewal, within seconds.
 */
export async function cancelRun(
  engine: Engine,
  { actor, reason, graceMs = null, ...ref }: CancelRequest,
): Promise<'cancelling' | 'not-found' | 'already-ended'> {
  const set = await engine.database.query(cancelStatement, [ref.tenantId, ref.runId, actor, reason, graceMs]);
  if (set.length === 0) {
    const run = await readRunContext(engine, ref);
    if (!run) return 'not-found';
    return run.finished ? 'already-ended' : 'cancelling';
  }
  const completer = createCompleter(engine);
  await sweepRun(engine, completer, ref);
  await completer.idle();
  return 'cancelling';
}
