import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Message } from './message';

export type Producer = Queue<Message, void, string>;

/** Queue names come from templates: without a bound they would be a leak. Each queue has two lanes. */
const MAX_QUEUES = 400;
/** Entries of BullMQ's event stream, which nobody here reads. */
const MAX_EVENTS = 100;

/** BullMQ's producers, one for each queue, all on one connection. */
export class Producers {
  private readonly queues = new Map<string, Producer>();

  constructor(
    private readonly client: Redis,
    private readonly prefix: string,
  ) {}

  get(name: string): Producer {
    const known = this.queues.get(name);
    if (known) return known;
    const [oldest] = this.queues.keys();
    if (oldest !== undefined && this.queues.size >= MAX_QUEUES) this.discard(oldest);
    const queue: Producer = new Queue(name, {
      connection: this.client,
      prefix: this.prefix,
      skipVersionCheck: true,
      streams: { events: { maxLen: MAX_EVENTS } },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    // The connection's owner hears of its faults already.
    queue.on('error', () => undefined);
    this.queues.set(name, queue);
    return queue;
  }

  /** Forgets a producer whose set-up may have failed for good; the next use makes a new one. */
  discard(name: string): void {
    const queue = this.queues.get(name);
    this.queues.delete(name);
    void queue?.close().catch(() => undefined);
  }

  discardAll(): void {
    for (const name of [...this.queues.keys()]) this.discard(name);
  }
}
