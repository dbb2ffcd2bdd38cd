import type { Redis } from 'ioredis';
import { ask, openRedis } from './connection';
import { generationKey } from './generation';
import { laneName, type Lane } from './lane';
import { LaneFeed } from './lane-feed';
import { packTasks, type Message } from './message';
import { disturbing, undisturbed, type Disturb } from './message-faults';
import { Pressure } from './pressure';
import { Producers } from './producers';
import { createReporter, type OnError } from './report';
import { Shares } from './share';
import type { TaskRef } from './task-ref';
import { TenantTurns, type Load } from './tenant-turns';

/** Tells workers, through Redis, that tasks are ready. */
export interface Dispatcher {
  /**
   * Hands the tasks to Redis. Resolves when they are there, or when that has failed: at the latest some 1.5 s later,
   * and never with an error. What was lost is found in Postgres: losing it costs time, not work.
   *
   * @param lane told of what waited already: it is not to pass by express for coming slowly
   */
  dispatch(tasks: TaskRef[], lane?: 'bulk'): Promise<void>;
  /** Sends what is under way and disconnects. */
  close(): Promise<void>;
}

/** A dispatcher that knows how much waits in the queues. */
export interface QueueDispatcher extends Dispatcher {
  /** `tenant/queue` pairs that fill their window: what begins of them is not to be dispatched. */
  held(): readonly string[];
  /**
   * Told by whoever takes from the bulk lane of a queue: so many messages were taken, or none was there. What is next in the
   * order of the tenants follows them.
   */
  taken(queue: string, messages: number): void;
}

export interface DispatcherOptions {
  redisUrl: string;
  /** First part of every key, so that installations can share a Redis. */
  prefix: string;
  onError: OnError;
  /** Tenants whose share is not that of one; all have the same unless told. */
  weights?: () => Promise<ReadonlyMap<string, number>>;
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
  private readonly turns: TenantTurns;
  private readonly feeds = new Map<string, LaneFeed>();
  private readonly weights: () => Promise<ReadonlyMap<string, number>>;
  private readonly producers: Producers;
  private waiting: TaskRef[] = [];
  /** Those that go by bulk, however few they are. */
  private waitingForBulk: TaskRef[] = [];
  private current: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;
  private closed = false;
  /** True while tasks were dropped that nobody has been told of. */
  private lost = false;

  private readonly prefix: string;
  private readonly disturb: Disturb;

  constructor(
    { redisUrl, prefix, weights, faults }: DispatcherOptions,
    private readonly report: (error: unknown) => void,
  ) {
    this.prefix = prefix;
    this.disturb = faults ? disturbing(faults) : undisturbed;
    this.client = openRedis(redisUrl, report);
    this.producers = new Producers(this.client, prefix);
    this.pressure = new Pressure(this.client, prefix, this.shares);
    this.turns = new TenantTurns(this.client, prefix);
    this.weights = weights ?? (async () => new Map());
    this.client.on('ready', () => {
      // The server may be another one, or empty: what BullMQ keeps there about a queue is written anew.
      this.producers.discardAll();
      void this.confess();
    });
  }

  dispatch(tasks: TaskRef[], lane?: 'bulk'): Promise<void> {
    if (tasks.length === 0 || this.closed) return Promise.resolve();
    if (this.waiting.length + this.waitingForBulk.length + tasks.length > MAX_WAITING) {
      this.lost = true;
      this.report(new Error('Redis is too slow: tasks are left to the refiller'));
      return Promise.resolve();
    }
    const waiting = lane ? this.waitingForBulk : this.waiting;
    for (const task of tasks) waiting.push(task);
    this.next ??= this.current.then(() => this.flush());
    return this.next;
  }

  async close(): Promise<void> {
    this.closed = true;
    await (this.next ?? this.current);
    await Promise.all([...this.feeds.values()].map((feed) => feed.idle()));
    this.producers.discardAll();
    this.client.disconnect();
  }

  private async flush(): Promise<void> {
    this.current = this.next ?? this.current;
    this.next = null;
    const loads = this.inLanes(this.waiting, this.waitingForBulk);
    this.waiting = [];
    this.waitingForBulk = [];
    await Promise.all(loads.map((load) => this.send(load)));
    if (this.lost) await this.confess();
  }

  held(): readonly string[] {
    return this.closed ? [] : this.pressure.held();
  }

  taken(queue: string, messages: number): void {
    if (this.closed) return;
    let feed = this.feeds.get(queue);
    if (!feed) this.feeds.set(queue, (feed = new LaneFeed((room) => this.fill(queue, room))));
    feed.taken(messages);
  }

  private async fill(queue: string, room: number): Promise<void> {
    if (this.closed) return;
    await this.sendBulk(queue, [], room).catch((error: unknown) =>
      this.failed(laneName(queue, 'bulk'), error),
    );
  }

  private inLanes(tasks: readonly TaskRef[], forBulk: readonly TaskRef[]): LaneTasks[] {
    const loads = new Map<string, LaneTasks>();
    const put = (task: TaskRef, lane: Lane) => {
      const name = laneName(task.queue, lane);
      const load = loads.get(name);
      if (load) load.tasks.push(task);
      else loads.set(name, { queue: task.queue, lane, tasks: [task] });
    };
    for (const task of tasks) put(task, this.shares.laneOf(task));
    for (const task of forBulk) put(task, 'bulk');
    return [...loads.values()];
  }

  private async send({ queue, lane, tasks }: LaneTasks): Promise<void> {
    if (!isQueueName(queue)) {
      this.report(new Error(`"${queue}" is not a name a queue can have`));
      return;
    }
    try {
      if (lane === 'bulk') await this.sendByTenant(queue, tasks);
      else await this.add(laneName(queue, lane), this.disturb(packTasks(tasks)));
    } catch (error) {
      this.failed(laneName(queue, lane), error);
    }
  }

  /** Tenants take turns here: a message of one names no task of another. */
  private async sendByTenant(queue: string, tasks: readonly TaskRef[]): Promise<void> {
    const tenants = new Map<string, TaskRef[]>();
    for (const task of tasks) {
      const some = tenants.get(task.tenantId);
      if (some) some.push(task);
      else tenants.set(task.tenantId, [task]);
    }
    const weights = await this.weights().catch(() => new Map<string, number>());
    let loads: Load[] = [];
    let room = MESSAGES_PER_CALL;
    for (const [tenantId, own] of tenants) {
      const messages = this.disturb(packTasks(own));
      for (let from = 0; from < messages.length;) {
        const some = messages.slice(from, from + room);
        loads.push({ tenantId, weight: weights.get(tenantId) ?? 1, messages: some });
        from += some.length;
        room -= some.length;
        if (room > 0) continue;
        await this.sendBulk(queue, loads);
        [loads, room] = [[], MESSAGES_PER_CALL];
      }
    }
    if (loads.length > 0) await this.sendBulk(queue, loads);
  }

  private async sendBulk(queue: string, loads: readonly Load[], room?: number): Promise<void> {
    const { passed, tenants, waiting } = await ask(this.client, () => this.turns.pass(queue, loads, room));
    loads.forEach(({ tenantId }, i) =>
      this.pressure.told(queue, tenantId, { waiting: waiting[i] ?? 0, tenants }),
    );
    await this.add(laneName(queue, 'bulk'), passed);
  }

  private async add(name: string, messages: readonly Message[]): Promise<void> {
    const jobs = messages.map((data) => ({ name: 't', data }));
    for (let from = 0; from < jobs.length; from += MESSAGES_PER_CALL) {
      const some = jobs.slice(from, from + MESSAGES_PER_CALL);
      await ask(this.client, () => this.producers.get(name).addBulk(some));
    }
  }

  private failed(name: string, error: unknown): void {
    this.lost = true;
    this.producers.discard(name);
    this.report(error);
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
interface LaneTasks {
  queue: string;
  lane: Lane;
  tasks: TaskRef[];
}

/** BullMQ joins the parts of its keys with colons; the tilde names lanes. */
function isQueueName(name: string): boolean {
  return name !== '' && !/[:~]/.test(name);
}
