import { MaestroError } from '@maestro/problems';
import {
  claimedItem,
  claimTasks,
  createCompleter,
  isEngineKind,
  openSession,
  performKind,
  planNode,
  retryWithinBudget,
  sweepRun,
  type ClaimedTask,
  type Completer,
  type CompletionOutcome,
  type Engine,
  type TakenItem,
} from '../src';
import type { Harness } from './harness';

/** A worker that performs every kind of node: what the engine performs as it does, the rest as the test says. */
export interface Player {
  sessionId: string;
  completer: Completer;
  claim(): Promise<ClaimedTask[]>;
  /** One attempt and its end. */
  play(task: ClaimedTask): Promise<void>;
  /** Takes what is in the inbox and plays it, until nothing is left and everything is written. */
  drain(): Promise<void>;
}

/** What a handler answers. */
export type Handler = (task: ClaimedTask) => CompletionOutcome | Promise<CompletionOutcome>;

export interface PlayerOptions {
  engine?: Engine;
  /** Successors to continue with. */
  take?: number;
  /** Free slots for items of maps. */
  slots?: number;
}

export async function createPlayer(
  harness: Harness,
  handler: Handler,
  { engine = harness.engine, take = 0, slots = 0 }: PlayerOptions = {},
): Promise<Player> {
  const sessionId = await openSession(engine, { name: 'player', queues: ['default'], leaseMs: 6_000 });
  const playing = new Set<Promise<unknown>>();
  let free = slots;
  const start = (work: Promise<unknown>): void => {
    const going = work.finally(() => playing.delete(going));
    going.catch(() => undefined);
    playing.add(going);
  };
  const taker = {
    sessionId,
    reserve: (queue: string, wanted: number) => {
      const count = queue === 'default' ? Math.min(free, wanted) : 0;
      free -= count;
      return count;
    },
    lost: () => undefined,
    run: (items: readonly TakenItem[], reserved: number) => {
      free += reserved - items.length;
      for (const item of items)
        start(
          claimedItem(engine, item)
            .then(play)
            .finally(() => (free += 1)),
        );
    },
  };
  const completer = createCompleter(engine, sessionId, slots > 0 ? { taker } : {});

  const claim = async (): Promise<ClaimedTask[]> => {
    const { tasks, winding } = await claimTasks(engine, harness.inbox.splice(0), sessionId);
    for (const run of winding) await sweepRun(engine, completer, run);
    return tasks;
  };
  const play = async (task: ClaimedTask): Promise<void> => {
    const { queue } = planNode(task);
    const { run, n, place, token } = task;
    const { taken } = await completer.complete({
      ...{ run: run.ref, plan: run.plan, n, place, token, from: 'running' },
      outcome: await attempt(engine, task, handler),
      take: { queue, limit: take },
    });
    await Promise.all(taken.map((next) => play(successor(task, next))));
  };
  const drain = async (): Promise<void> => {
    do {
      const tasks = await claim();
      await Promise.all(tasks.map(play));
      await completer.idle();
      while (playing.size > 0) {
        await Promise.all([...playing]);
        await completer.idle();
      }
    } while (harness.inbox.length > 0);
  };
  return { sessionId, completer, claim, play, drain };
}

/** As a worker does: what throws is tried again where the policy of the node says so. */
export async function attempt(
  engine: Engine,
  task: ClaimedTask,
  handler: Handler,
): Promise<CompletionOutcome> {
  const node = planNode(task);
  const { retry } = node;
  try {
    return !isEngineKind(node)
      ? await handler(task)
      : unlimited(
          await performKind(engine, task, { signal: new AbortController().signal, now: new Date(0) }),
        );
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    const problem = error.toProblem();
    const failed = { run: task.run.ref, n: task.n, error: problem, failures: task.attempt - task.deaths };
    const delayMs = await retryWithinBudget(engine, retry, failed);
    return delayMs === null ? { kind: 'failed', error: problem } : { kind: 'retry', error: problem, delayMs };
  }
}

function successor(task: ClaimedTask, next: { n: number; attempt: number; token: string }): ClaimedTask {
  const node = task.node + next.n - task.n;
  const fresh = { compensates: null, deaths: 0, aloneDeaths: 0, urgent: false };
  return { ...task, ...next, ...fresh, node, place: task.place && { ...task.place, node } };
}

/** None of these nodes has a limit that could park it. */
function unlimited(outcome: CompletionOutcome | null): CompletionOutcome {
  if (!outcome) throw new Error('a limit parked the attempt');
  return outcome;
}
