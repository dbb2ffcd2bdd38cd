import {
  admitOverdue,
  openSession,
  readOverdue,
  rescueLost,
  sweepRuns,
  wakeTimers,
  type Engine,
} from '@maestro/engine';
import type { Consumer, Lane, TaskRef } from '@maestro/queue';
import { observe } from '@maestro/telemetry';
import { monotonicMs } from './heartbeat/words';
import type { Performer } from './performer';
import { SessionKeeper } from './session-keeper';
import { Worker } from './worker';

export interface WorkerServiceOptions {
  performer: Performer;
  /** For the heartbeat, which has a connection of its own. */
  engineUrl: string;
  name: string;
  queues: readonly string[];
  concurrency: number;
  leaseMs: number;
  tickMs: number;
  drainMs: number;
  /** How long the event loop may stand still before the work is given to others. */
  blockedMs: number;
  /** How often this worker asks itself whether the queue still speaks to it. */
  safetyMs: number;
  consumerOf: (
    queue: string,
    options: { lane: Lane; slots: () => number; onTasks: (tasks: TaskRef[]) => Promise<void> },
  ) => Consumer;
}

/** A consumer that has not polled for this long has lost its queue; the worker then asks Postgres. */
const SILENT_MS = 10_000;

/** Messages by express between two by bulk, while both lanes have some. */
const EXPRESS_IN_A_ROW = 32;

/**
 * The worker process: consumers that feed a session's worker, and a new session whenever the old one was given up
 * for dead (a pause longer than the lease). What the old one held is then somebody else's; it writes nothing.
 */
export class WorkerService {
  private current: { worker: Worker; keeper: SessionKeeper } | undefined;
  private consumers: Consumer[] = [];
  private safety: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly options: WorkerServiceOptions) {}

  async start(): Promise<void> {
    await this.openSession();
    this.consumers = this.options.queues.flatMap((queue) => this.lanesOf(queue));
    for (const consumer of this.consumers) consumer.start();
    this.safety = setInterval(() => {
      if (this.isCutOff()) this.look(() => this.serveOverdue());
    }, this.options.safetyMs);
    observe('workerSlots', () => [
      { value: this.current?.worker.held.busy ?? 0, labels: { state: 'busy' } },
      { value: this.current?.worker.held.free ?? 0, labels: { state: 'free' } },
    ]);
  }

  /** True while this worker holds a lease and its consumers are alive. */
  healthy(): boolean {
    return this.current !== undefined && !this.stopping;
  }

  /** Milliseconds since the database last answered. */
  silentMs(): number {
    return this.current?.keeper.silentMs() ?? Infinity;
  }

  /** Stops intake, lets what runs finish within the drain time, hands back the rest, ends the lease. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.safety);
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
    await this.looking;
    const { current } = this;
    this.current = undefined;
    if (!current) return;
    await current.worker.drain(this.options.drainMs);
    await current.keeper.stop();
  }

  /** Express goes first; bulk takes what is left, and one message in so many whatever comes by express. */
  private lanesOf(queue: string): Consumer[] {
    const held = () => this.current?.worker.held;
    const express = this.options.consumerOf(queue, {
      lane: 'express',
      slots: () => held()?.free ?? 0,
      onTasks: async (tasks) => this.current?.worker.accept(tasks),
    });
    let passed = 0;
    const bulk = this.options.consumerOf(queue, {
      lane: 'bulk',
      slots: () =>
        express.flows() && express.taken() - passed < EXPRESS_IN_A_ROW ? 0 : (held()?.freeForBulk ?? 0),
      onTasks: async (tasks) => {
        passed = express.taken();
        await this.current?.worker.accept(tasks, 'bulk');
      },
    });
    return [express, bulk];
  }

  private get engine(): Engine {
    return this.options.performer.engine;
  }

  private async openSession(): Promise<void> {
    const { performer, engineUrl, name, queues, leaseMs, tickMs, blockedMs, concurrency } = this.options;
    const openedAt = monotonicMs();
    const sessionId = await openSession(this.engine, { name, queues, leaseMs });
    const freed = () => this.consumers.forEach((consumer) => consumer.slotFreed());
    const worker = new Worker(performer, sessionId, {
      capacity: concurrency,
      queues,
      freed,
      broken: () => keeper.abandon(),
    });
    const keeper: SessionKeeper = new SessionKeeper({
      engine: this.engine,
      ...{ engineUrl, sessionId, openedAt, leaseMs, tickMs, blockedMs },
      held: worker.held,
      onNeglect: () => this.look(() => this.standIn()),
      onLost: () => {
        this.current = undefined;
        void this.reopen();
      },
    });
    this.current = { worker, keeper };
    keeper.start();
  }

  private async reopen(): Promise<void> {
    while (!this.stopping && !this.current) {
      try {
        await this.openSession();
      } catch (error) {
        this.engine.onError(error, 'opening a session');
        await new Promise((resolve) => setTimeout(resolve, this.options.tickMs));
      }
    }
  }

  private isCutOff(): boolean {
    return this.consumers.some((consumer) => Date.now() - consumer.lastActivity() > SILENT_MS);
  }

  /** One look at a time. */
  private look(work: () => Promise<unknown>): void {
    if (this.stopping) return;
    this.looking ??= work()
      .then(() => undefined)
      .catch((error: unknown) => this.engine.onError(error, 'looking for overdue work'))
      .finally(() => (this.looking = undefined));
  }

  /** What a leader would do if there were one: due timers, and runs that nobody looked at. */
  private async standIn(): Promise<void> {
    await wakeTimers(this.engine);
    await rescueLost(this.engine, 50);
    await sweepRuns(this.engine, 50);
    await admitOverdue(this.engine);
  }

  /** The queue's work, while the queue is silent. */
  private async serveOverdue(): Promise<void> {
    const worker = this.current?.worker;
    if (!worker || worker.held.free === 0) return;
    await worker.accept(await readOverdue(this.engine, this.options.queues, worker.held.free));
  }
}
