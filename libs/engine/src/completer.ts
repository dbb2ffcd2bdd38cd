import { createBatcher, type Batcher } from './batcher';
import { storeOutput, type SettledCompletion } from './complete-tasks';
import type { Completer, Completion, CompletionResult, ItemTaker } from './completion';
import type { Engine } from './engine';
import { followUp, lookAfter, type Follower } from './follow-up';
import { createTurns } from './frames/turns';
import { settle } from './settle';
import { sweepRange } from './sweep-run';
import { createBatchWriter } from './write-batch';

/** 200 rows and 1 MB: what one statement may hold without making its neighbours wait. */
const BATCH = { maxItems: 200, maxWeight: 1024 * 1024, inFlight: 2 };

export interface CompleterOptions {
  /** Of a worker: runs items of maps as they are made. */
  taker?: ItemTaker | null;
}

/** A completer of one process. With a session, successors may be claimed for it as they become ready. */
export function createCompleter(
  engine: Engine,
  sessionId: string | null = null,
  { taker = null }: CompleterOptions = {},
): Completer {
  const pending = new Set<Promise<unknown>>();
  const write = createBatchWriter(engine, sessionId);
  const batcher: Batcher<SettledCompletion, CompletionResult> = createBatcher(
    async (batch) => {
      const effects = await write(batch);
      followUp(follower, effects);
      batch.forEach((written, i) => lookAfter(follower, written, effects.results[i]));
      return effects.results;
    },
    { ...BATCH, weigh: ({ stored }) => 256 + (stored.output?.length ?? 0) + (stored.ref?.length ?? 0) },
  );

  const complete = async (completion: Completion): Promise<CompletionResult> => {
    const { outcome, run } = completion;
    const [settlement, stored] = await Promise.all([
      settle(engine, completion),
      outcome.kind === 'succeeded'
        ? storeOutput(engine, run.tenantId, outcome)
        : Promise.resolve({ output: null, ref: null }),
    ]);
    return batcher.add({ completion, settlement, stored });
  };

  /** Work that nobody waits for: its failure costs time, since the sweep will do it again. */
  const later = (doing: string, work: () => Promise<unknown>): void => {
    const promise = work()
      .catch((error: unknown) => engine.onError(error, doing))
      .finally(() => pending.delete(promise));
    pending.add(promise);
  };

  const idle = async (): Promise<void> => {
    do {
      await batcher.idle();
      await Promise.allSettled([...pending]);
    } while (pending.size > 0);
  };

  const completer: Completer = {
    complete,
    idle,
    taker,
    sweep: async (range) => void (await sweepRange(engine, completer, range)),
  };
  const follower: Follower = { engine, completer, turns: createTurns(), later };
  return completer;
}
