import {
  claimTasks,
  createCompleter,
  LostClaim,
  sweepRun,
  type ClaimedTask,
  type Completer,
  type Engine,
  type RunRef,
  type TakenTask,
} from '@maestro/engine';
import type { Lane, TaskRef } from '@maestro/queue';
import { record, withRemoteContext, withSpan } from '@maestro/telemetry';
import { closeBill } from './billing';
import { HeldAttempts, type HeldAttempt } from './held-attempts';
import { createItemTaker } from './item-taker';
import { perform } from './perform';
import type { Performer } from './performer';

export interface WorkerHooks {
  /** Attempts at once. */
  capacity: number;
  queues: readonly string[];
  /** Called whenever slots fall free. */
  freed: () => void;
  /** Called when the end of an attempt could not be written, whatever was tried. */
  broken: () => void;
}

/** Claims what the queue offers, performs it, writes its end, and goes on with what became ready. */
export class Worker {
  readonly held: HeldAttempts;
  private readonly completer: Completer;
  private readonly broken: () => void;
  private draining = false;

  constructor(
    private readonly performer: Performer,
    private readonly sessionId: string,
    { capacity, queues, freed, broken }: WorkerHooks,
  ) {
    this.broken = broken;
    this.held = new HeldAttempts(capacity, freed);
    const taker = createItemTaker({
      ...{ engine: performer.engine, sessionId, queues, broken },
      held: this.held,
      isDraining: () => this.draining,
      run: (task) => this.run(task, 'bulk'),
    });
    this.completer = createCompleter(performer.engine, sessionId, { taker });
  }

  private get engine(): Engine {
    return this.performer.engine;
  }

  /** Resolves once the tasks are claimed or refused: the message that brought them is done with by then. */
  async accept(tasks: readonly TaskRef[], lane: Lane = 'express'): Promise<void> {
    if (this.draining || tasks.length === 0) return;
    this.held.reserve(tasks.length, lane);
    let claimed: ClaimedTask[] = [];
    try {
      const claim = await claimTasks(this.engine, tasks, this.sessionId);
      claimed = claim.tasks;
      for (const run of claim.winding) void this.sweep(run);
      record('batchRows', claimed.length, { operation: 'claim' });
      for (const { run, node, waitedS } of claimed) {
        record('taskQueueWait', waitedS, { queue: run.plan.nodes[node]?.queue ?? '' });
      }
    } catch (error) {
      if (error instanceof LostClaim) this.broken();
      throw error;
    } finally {
      this.held.release(tasks.length - claimed.length, lane);
    }
    for (const task of claimed) void this.run(task, lane);
  }

  /** Stops intake and continuation; resolves when nothing is held any more, or `deadlineMs` has passed. */
  async drain(deadlineMs: number): Promise<void> {
    this.draining = true;
    const timer = setTimeout(() => this.held.stopAll('draining'), deadlineMs);
    await this.held.idle();
    clearTimeout(timer);
    await this.completer.idle();
  }

  /** Waits for the end of what is written, not for what still runs. */
  settled(): Promise<void> {
    return this.completer.idle();
  }

  private sweep(run: RunRef): Promise<void> {
    return sweepRun(this.engine, this.completer, run).catch((error: unknown) =>
      this.engine.onError(error, 'sweeping a run'),
    );
  }

  /** One slot: a task, then the successors that its completion brought us. */
  private async run(first: ClaimedTask, lane: Lane): Promise<void> {
    let task: ClaimedTask | undefined = first;
    while (task) {
      const taken: ClaimedTask[] = await this.runOne(task).catch((error: unknown) => {
        // What is not written stays ours while the session lives: it has to end, so that others can have it.
        this.engine.onError(error, 'completing a task');
        this.broken();
        return [];
      });
      task = taken.shift();
      for (const other of taken) {
        this.held.reserve(1, lane);
        void this.run(other, lane);
      }
    }
    this.held.release(1, lane);
  }

  private runOne(task: ClaimedTask): Promise<ClaimedTask[]> {
    const node = task.run.plan.nodes[task.node];
    const attributes = {
      tenant: task.run.ref.tenantId,
      run: task.run.ref.runId,
      template: task.run.templateName,
      node: node?.id ?? '',
      handler: node?.ref ?? '',
      attempt: task.attempt,
    };
    return withRemoteContext(task.run.traceparent, () =>
      withSpan('taskPerform', attributes, async () => {
        const attempt = this.held.hold(task);
        try {
          return await this.finish(attempt);
        } finally {
          this.held.drop(attempt);
        }
      }),
    );
  }

  private async finish(attempt: HeldAttempt): Promise<ClaimedTask[]> {
    const { task } = attempt;
    const outcome = await perform(this.performer, attempt);
    attempt.closed = true;
    if (!outcome) {
      await closeBill(this.engine, attempt);
      return [];
    }
    const queue = task.run.plan.nodes[task.node]?.queue ?? '';
    const { state, taken } = await this.completer.complete({
      run: task.run.ref,
      plan: task.run.plan,
      n: task.n,
      place: task.place,
      token: task.token,
      from: 'running',
      outcome,
      ...(attempt.billed ? { bill: attempt.billed } : {}),
      // One successor goes on in this slot; the rest of a fan-out is for whoever is free.
      take: { queue, limit: this.draining ? 0 : 1 },
    });
    if (state === 'stale') record('lateWrites', 1, { operation: 'complete' });
    return taken.map((next) => successor(task, next));
  }
}

/** A successor stands in the same item, as far from this task as their nodes are. */
function successor(task: ClaimedTask, { n, attempt, token }: TakenTask): ClaimedTask {
  const node = task.node + n - task.n;
  const place = task.place && { ...task.place, node };
  const { run } = task;
  return {
    ...{ run, n, node, place, attempt, token },
    compensates: null,
    deaths: 0,
    aloneDeaths: 0,
    urgent: false,
    waitedS: 0,
  };
}
