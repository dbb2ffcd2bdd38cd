import { isDataError, isUnavailable } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { createBatcher, type Batcher } from './batcher';
import {
  storeOutput,
  writeCompletions,
  type CompletionEffects,
  type SettledCompletion,
} from './complete-tasks';
import type { Completer, Completion, CompletionResult } from './completion';
import type { Engine } from './engine';
import { finalizeRun } from './finalize-run';
import { settle } from './settle';
import { sweepRun } from './sweep-run';
import { newToken } from './token';

/** 200 rows and 1 MB: what one statement may hold without making its neighbours wait. */
const BATCH = { maxItems: 200, maxWeight: 1024 * 1024, inFlight: 2 };

/** A completer of one process. With a session, successors may be claimed for it as they become ready. */
export function createCompleter(engine: Engine, sessionId: string | null = null): Completer {
  const pending = new Set<Promise<unknown>>();
  const batcher: Batcher<SettledCompletion, CompletionResult> = createBatcher(
    async (batch) => {
      const effects = await write(engine, batch, sessionId);
      followUp(batch, effects);
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

  const followUp = (batch: readonly SettledCompletion[], effects: CompletionEffects): void => {
    if (effects.queued.length > 0) later('dispatching', () => engine.dispatcher.dispatch(effects.queued));
    const plans = new Map(batch.map(({ completion }) => [completion.run.runId, completion.plan]));
    for (const { run, n, kind } of effects.decided) {
      const plan = plans.get(run.runId);
      if (plan)
        later(kind, () => complete({ run, plan, n, token: null, from: 'pending', outcome: { kind } }));
    }
    const completer: Completer = { complete, idle };
    for (const run of effects.winding) later('sweeping a run', () => sweepRun(engine, completer, run));
    for (const run of effects.final) later('finishing a run', () => finalizeRun(engine, run));
  };

  const idle = async (): Promise<void> => {
    do {
      await batcher.idle();
      await Promise.allSettled([...pending]);
    } while (pending.size > 0);
  };

  return { complete, idle };
}

/** Whole-server trouble repeats the batch; a value that the database refuses is found by halving it. */
async function write(
  engine: Engine,
  batch: readonly SettledCompletion[],
  sessionId: string | null,
): Promise<CompletionEffects> {
  const takeToken = newToken();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await writeCompletions(engine, batch, { sessionId, takeToken });
    } catch (error) {
      if (isDataError(error)) return isolate(engine, batch, sessionId, error);
      if (!isUnavailable(error) || attempt >= MAX_TRIES) throw error;
      engine.onError(error, 'completing a batch');
      const pause = Math.min(2_000, 50 * 2 ** attempt) * (0.5 + engine.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** About half a minute: longer than any lease, so that beyond it the work is somebody else's. */
const MAX_TRIES = 18;

async function isolate(
  engine: Engine,
  batch: readonly SettledCompletion[],
  sessionId: string | null,
  error: unknown,
): Promise<CompletionEffects> {
  if (batch.length === 1)
    return write(engine, [await refused(engine, batch[0] as SettledCompletion, error)], sessionId);
  const middle = Math.ceil(batch.length / 2);
  const left = await write(engine, batch.slice(0, middle), sessionId);
  const right = await write(engine, batch.slice(middle), sessionId);
  return {
    results: [...left.results, ...right.results],
    queued: [...left.queued, ...right.queued],
    decided: [...left.decided, ...right.decided],
    winding: [...left.winding, ...right.winding],
    final: [...left.final, ...right.final],
    ended: [...left.ended, ...right.ended],
  };
}

/** The row that the database will not take fails by itself, with a text that is certain to be storable. */
async function refused(
  engine: Engine,
  { completion }: SettledCompletion,
  cause: unknown,
): Promise<SettledCompletion> {
  if (completion.outcome.kind !== 'succeeded') throw cause;
  const error = new MaestroError(
    'output-invalid',
    'The output holds a value that cannot be stored.',
  ).toProblem();
  const failed: Completion = { ...completion, outcome: { kind: 'failed', error } };
  return {
    completion: failed,
    settlement: await settle(engine, failed),
    stored: { output: null, ref: null },
  };
}
