import { createBatcher, type Batcher } from './batcher';
import { storeOutput, type CompletionEffects, type SettledCompletion } from './complete-tasks';
import type { Completer, Completion, CompletionResult } from './completion';
import type { Engine } from './engine';
import { finalizeRun } from './finalize-run';
import { advanceFrame } from './frames/advance-frame';
import { resumeParent } from './kinds/resume-parent';
import { passSlot } from './limits/pass-slot';
import { settle } from './settle';
import { sweepRun } from './sweep-run';
import { createBatchWriter } from './write-batch';

/** 200 rows and 1 MB: what one statement may hold without making its neighbours wait. */
const BATCH = { maxItems: 200, maxWeight: 1024 * 1024, inFlight: 2 };

/** A completer of one process. With a session, successors may be claimed for it as they become ready. */
export function createCompleter(engine: Engine, sessionId: string | null = null): Completer {
  const pending = new Set<Promise<unknown>>();
  const write = createBatchWriter(engine, sessionId);
  const batcher: Batcher<SettledCompletion, CompletionResult> = createBatcher(
    async (batch) => {
      const effects = await write(batch);
      followUp(effects);
      return effects.results;
    },
    { ...BATCH, weigh: ({ stored }) => 256 + (stored.output?.length ?? 0) + (stored.ref?.length ?? 0) },
  );

  const complete = async (completion: Completion): Promise<CompletionResult> => {
    const { outcome, run } = completion;
    const [settlement, stored] = await Promise.all([
      settle(engine, completion),
      outcome.kind === 'succeeded'
        ? storeOutput(engine, run.tenantId, outcome.output)
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

  const followUp = (effects: CompletionEffects): void => {
    for (const { status, parent } of effects.ended) {
      engine.onRunEnded(status);
      if (parent) later('resuming a parent', () => resumeParent(engine, completer, parent));
    }
    if (effects.queued.length > 0) later('dispatching', () => engine.dispatcher.dispatch(effects.queued));
    for (const { owner, n, kind } of effects.decided)
      later(kind, () =>
        complete({ ...neighbour(owner, n), token: null, from: 'pending', outcome: { kind } }),
      );
    for (const frame of effects.frames)
      later('going on with a map or loop', () => advanceFrame(engine, completer, frame));
    for (const { tenantId, key } of effects.freed)
      later('passing on a slot', () => passSlot(engine, tenantId, key));
    for (const run of effects.winding) later('sweeping a run', () => sweepRun(engine, completer, run));
    for (const run of effects.final) later('finishing a run', () => finalizeRun(engine, completer, run));
  };

  const idle = async (): Promise<void> => {
    do {
      await batcher.idle();
      await Promise.allSettled([...pending]);
    } while (pending.size > 0);
  };

  const completer: Completer = { complete, idle };
  return completer;
}

/** The task of the same item whose number is `n`. */
function neighbour({ run, plan, n: from, place }: Completion, n: number) {
  return { run, plan, n, place: place ? { ...place, node: place.node + n - from } : null };
}
