import type { Redis } from 'ioredis';
import { ask, openRedis } from './connection';
import { generationKey } from './generation';
import { laneName, type Lane } from './lane';
import { packTasks } from './message';
import { disturbing, undisturbed, type Disturb } from './message-faults';
import { Pressure } from './pressure';
import { Producers } from './producers';
import { createReporter, type OnError } from './report';
import { Shares } from './share';
import type { TaskRef } from './task-ref';

/** Tells workers, through Redis, that tasks are ready. */
export interface Dispatcher {
  /**
   * Hands the tasks to Redis. Resolves when they are there, or when that has failed: at the latest some 1.5 s later,
   * and never with an error. What was lost is found in Postgres: losing it costs time, not work.
   */
  dispatch(tasks: TaskRef[]): Promise<void>;
  /** Sends what is under way and disconnects. */
  close(): Promise<void>;
}

/** A dispatcher that knows how much waits in the queues. */
export interface QueueDispatcher extends Dispatcher {
  /**
   * `tenant/queue` pairs that are over their share now: what becomes ready of them is not to be dispatched.
   *
   * @param what `begin`: new runs and items. `go-on`: what follows on work that was admitted
   */
  held(what: 'begin' | 'go-on'): readonly string[];
}

export interface DispatcherOptions {
  redisUrl: string;
  /** First part of every key, so that installations can share a Redis. */
  prefix: string;
  onError: OnError;
  /** For tests: says of each message whether it is lost, and whether it comes twice. */
  faults?: () => boolean;
}

/** Messages in one round trip. */
const MESSAGES_PER_CALL = 200;
/** Tasks that may wait for a slow Redis; what comes on top is left to the refiller. */
const MAX_WAITING = 200_000;

export function createDispatcher(options: DispatcherOptions): QueueDispatcher {
  return new GroupingDispatcher(options, createReporter(options.onError));
}

/** Group commit: what arrives while one flush is under way makes the next. No timer, no delay for a lone task. */
class GroupingDispatcher implements QueueDispatcher {
  private readonly client: Redis;
  private readonly shares = new Shares();
  private readonly pressure: Pressure;
  private readonly producers: Producers;
  private waiting: TaskRef[] = [];
  private current: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;
  private closed = false;
  /** True while tasks were dropped that nobody has been told of. */
  private lost = false;

  private readonly prefix: string;
  private readonly disturb: Disturb;

  constructor(
    { redisUrl, prefix, faults }: DispatcherOptions,
    private readonly report: (error: unknown) => void,
  ) {
    this.prefix = prefix;
    this.disturb = faults ? disturbing(faults) : undisturbed;
    this.client = openRedis(redisUrl, report);
    this.producers = new Producers(this.client, prefix);
    this.pressure = new Pressure(this.client, prefix, this.shares);
    this.client.on('ready', () => {
      // The server may be another one, or empty: what BullMQ keeps there about a queue is written anew.
      this.producers.discardAll();
      void this.confess();
    });
  }

  dispatch(tasks: TaskRef[]): Promise<void> {
    if (tasks.length === 0 || this.closed) return Promise.resolve();
    if (this.waiting.length + tasks.length > MAX_WAITING) {
      this.lost = true;
      this.report(new Error('Redis is too slow: tasks are left to the refiller'));
      return Promise.resolve();
    }
    for (const task of tasks) this.waiting.push(task);
    this.next ??= this.current.then(() => this.flush());
    return this.next;
  }

  async close(): Promise<void> {
    this.closed = true;
    await (this.next ?? this.current);
    this.producers.discardAll();
    this.client.disconnect();
  }

  private async flush(): Promise<void> {
    this.current = this.next ?? this.current;
    this.next = null;
    const tasks = this.waiting;
    this.waiting = [];
    await Promise.all(this.inLanes(tasks).map((load) => this.send(load)));
    if (this.lost) await this.confess();
  }

  held(what: 'begin' | 'go-on'): readonly string[] {
    return this.closed ? [] : this.pressure.held(what);
  }

  private inLanes(tasks: readonly TaskRef[]): Load[] {
    const loads = new Map<string, Load>();
    for (const task of tasks) {
      const { queue } = task;
      const lane = this.shares.laneOf(task);
      const name = laneName(queue, lane);
      const load = loads.get(name);
      if (load) load.tasks.push(task);
      else loads.set(name, { queue, lane, tasks: [task] });
    }
    return [...loads.values()];
  }

  private async send({ queue, lane, tasks }: Load): Promise<void> {
    if (!isQueueName(queue)) {
      this.report(new Error(`"${queue}" is not a name a queue can have`));
      return;
    }
    const jobs = this.disturb(packTasks(tasks)).map((data) => ({ name: 't', data }));
    try {
      for (let from = 0; from < jobs.length; from += MESSAGES_PER_CALL) {
        const some = jobs.slice(from, from + MESSAGES_PER_CALL);
        await ask(this.client, () => this.producers.get(laneName(queue, lane)).addBulk(some));
      }
      if (lane === 'bulk') this.pressure.sent(queue, { tasks: tasks.length, messages: jobs.length });
    } catch (error) {
      this.lost = true;
      this.producers.discard(laneName(queue, lane));
      this.report(error);
    }
  }

  /**
   * Tasks were dropped, and Redis answers again: without its generation key the queue counts as lost, and the leader
   * refills it at its next tick instead of finding each task by its age.
   */
  private async confess(): Promise<void> {
    if (!this.lost || this.client.status !== 'ready') return;
    this.lost = false;
    try {
      await ask(this.client, () => this.client.del(generationKey(this.prefix)));
    } catch {
      this.lost = true;
    }
  }
}

/** What goes by one lane in one flush. */
interface Load {
  queue: string;
  lane: Lane;
  tasks: TaskRef[];
}

/** BullMQ joins the parts of its keys with colons; the tilde names lanes. */
function isQueueName(name: string): boolean {
  return name !== '' && !/[:~]/.test(name);
}
