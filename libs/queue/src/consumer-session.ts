import { randomUUID } from 'node:crypto';
import { Job, Worker, type JobJson } from 'bullmq';
import { isDemoted, retryStrategy } from './connection';
import { withDeadline } from './deadline';
import { laneName, type Lane } from './lane';
import { packTasks, type Message } from './message';
import type { TaskRef } from './task-ref';

export type TakenMessage = Job<Message, void, string>;

/** How long one blocking wait for a message lasts. Also the most that a lost wake-up costs. */
const BLOCK_S = 2;
/** An unanswered command ends; longer than the blocking wait, shorter than BullMQ's own watch over it. */
const COMMAND_TIMEOUT_MS = 2_750;
/** Nothing a session does may take longer; it counts as wedged then, whatever its sockets say. */
const LIVENESS_MS = 10_000;
/**
 * A message is held for a few ms. When its holder died, or asked for it on a connection it had given up, it comes back
 * after at most twice this. Whoever holds it longer may see it given to somebody else as well, which harms nobody.
 */
const LOCK_MS = 3_000;

export interface SessionOptions {
  redisUrl: string;
  prefix: string;
  queue: string;
  /** `express` unless told. */
  lane?: Lane;
}

/**
 * One life of a connection to a queue: a BullMQ worker that is asked for messages rather than running them. It does
 * not heal: after its first fault every call fails, and the consumer opens another session.
 */
export class ConsumerSession {
  private readonly worker: Worker<Message, void, string>;
  /** Calls under way: the first fault ends them all. */
  private readonly calls = new Set<(fault: Error) => void>();
  private fault: Error | null = null;
  private readonly id = randomUUID();
  private takes = 0;

  constructor({ redisUrl, prefix, queue, lane = 'express' }: SessionOptions) {
    this.worker = new Worker<Message, void, string>(laneName(queue, lane), null, {
      connection: {
        url: redisUrl,
        connectTimeout: COMMAND_TIMEOUT_MS,
        commandTimeout: COMMAND_TIMEOUT_MS,
        disconnectTimeout: 500,
        keepAlive: 5_000,
        maxRetriesPerRequest: 0,
        disableClientInfo: true,
        retryStrategy,
        reconnectOnError: isDemoted,
      },
      prefix,
      autorun: false,
      drainDelay: BLOCK_S,
      lockDuration: LOCK_MS,
      stalledInterval: LOCK_MS,
    });
    this.worker.on('error', (error) => {
      this.fault ??= error;
      for (const fail of this.calls) fail(error);
    });
    void this.worker.startStalledCheckTimer();
  }

  /** Waits up to some 2 s for a message. */
  take(): Promise<TakenMessage | undefined> {
    this.takes += 1;
    return this.within(this.worker.getNextJob(`${this.id}:${this.takes}`), 'waiting for a message');
  }

  /** Ends a message; with `takeNext`, the answer brings the next one if there is one. */
  async acknowledge(message: TakenMessage, takeNext: boolean): Promise<TakenMessage | undefined> {
    const token = tokenOf(message);
    const answer = await this.unlessGone(message.moveToCompleted(undefined, token, takeNext));
    const [json, id] = (answer ?? []) as [JobJson | null | undefined, string | undefined];
    if (!json) return undefined;
    const next: TakenMessage = Job.fromJSON(this.worker, json, id);
    next.token = token;
    return next;
  }

  /** Puts what is left of a message back at the head of the queue, for whoever has room. */
  async giveBack(message: TakenMessage, left: readonly TaskRef[]): Promise<void> {
    const [data] = packTasks(left);
    if (data) await this.unlessGone(message.updateData(data));
    await this.unlessGone(message.moveToWait(tokenOf(message)));
  }

  /** Disconnects, whatever state the connections are in. */
  async discard(): Promise<void> {
    await withDeadline(this.worker.close(true), COMMAND_TIMEOUT_MS, 'closing a queue session').catch(
      () => undefined,
    );
  }

  private within<T>(work: Promise<T>, what: string): Promise<T> {
    let fail: (fault: Error) => void = () => undefined;
    const call = new Promise<T>((resolve, reject) => {
      fail = reject;
      work.then(resolve, reject);
    });
    this.calls.add(fail);
    if (this.fault) fail(this.fault);
    return withDeadline(call, LIVENESS_MS, what).finally(() => this.calls.delete(fail));
  }

  /** A message that Redis lost meanwhile, or that went to somebody else, needs no end. */
  private async unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await this.within(work, 'ending a message');
    } catch (error) {
      if (typeof (error as { code?: unknown }).code === 'number') return undefined;
      throw error;
    }
  }
}

function tokenOf(message: TakenMessage): string {
  return message.token ?? '';
}
