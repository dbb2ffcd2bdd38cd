import { isDataError, isUnavailable } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { writeCompletions, type CompletionEffects, type SettledCompletion } from './complete-tasks';
import type { Completion, CompletionOutcome } from './completion';
import type { Engine } from './engine';
import { settle } from './settle';
import { newToken } from './token';

export type BatchWriter = (batch: readonly SettledCompletion[]) => Promise<CompletionEffects>;

/** About half a minute: longer than any lease, so that beyond it the work is somebody else's. */
const MAX_TRIES = 18;

/**
 * Writes batches, and blames the right one for a failure: trouble of the server repeats the batch whole, under the
 * same tokens; a value that the database refuses is found by halving, and fails its own task alone.
 */
export function createBatchWriter(engine: Engine, sessionId: string | null): BatchWriter {
  const write: BatchWriter = async (batch) => {
    const takeToken = newToken();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await writeCompletions(engine, batch, { sessionId, takeToken });
      } catch (error) {
        if (isDataError(error)) return isolate(batch, error);
        if (!isUnavailable(error) || attempt >= MAX_TRIES) throw error;
        engine.onError(error, 'completing a batch');
        const pause = Math.min(2_000, 50 * 2 ** attempt) * (0.5 + engine.random() / 2);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  };

  const isolate = async (batch: readonly SettledCompletion[], cause: unknown): Promise<CompletionEffects> => {
    if (batch.length === 1) return write([await refused(engine, batch[0] as SettledCompletion, cause)]);
    const middle = Math.ceil(batch.length / 2);
    const left = await write(batch.slice(0, middle));
    const right = await write(batch.slice(middle));
    return {
      results: [...left.results, ...right.results],
      queued: [...left.queued, ...right.queued],
      decided: [...left.decided, ...right.decided],
      frames: [...left.frames, ...right.frames],
      winding: [...left.winding, ...right.winding],
      final: [...left.final, ...right.final],
      ended: [...left.ended, ...right.ended],
      freed: [...left.freed, ...right.freed],
      funds: [...left.funds, ...right.funds],
    };
  };

  return write;
}

/** The task whose value the database will not take ends with a text that is certain to be storable. */
async function refused(
  engine: Engine,
  { completion }: SettledCompletion,
  cause: unknown,
): Promise<SettledCompletion> {
  const outcome = storable(completion.outcome);
  if (!outcome) throw cause;
  const changed: Completion = { ...completion, outcome };
  return {
    completion: changed,
    settlement: await settle(engine, changed),
    stored: { output: null, ref: null },
  };
}

const UNSTORABLE = 'The text of the error cannot be stored.';

/** The outcome without what the handler wrote; null where there is nothing of that left to take away. */
function storable(outcome: CompletionOutcome): CompletionOutcome | null {
  if (outcome.kind === 'succeeded') {
    const error = new MaestroError('output-invalid', 'The output holds a value that cannot be stored.');
    return { kind: 'failed', error: error.toProblem() };
  }
  if (!('error' in outcome) || !outcome.error || outcome.error.detail === UNSTORABLE) return null;
  const { code, retryable } = outcome.error;
  return { ...outcome, error: new MaestroError(code, UNSTORABLE, { retryable }).toProblem() };
}
