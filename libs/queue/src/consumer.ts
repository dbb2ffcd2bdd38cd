import { ConsumerSession, type SessionOptions, type TakenMessage } from './consumer-session';
import { unpackTasks } from './message';
import { disturbing, undisturbed, type Disturb } from './message-faults';
import { createReporter, type OnError } from './report';
import type { TaskRef } from './task-ref';

/** Takes messages from one queue, only ever as many tasks as there is room for. */
export interface Consumer {
  /** Begins to take messages, or goes on after a pause. */
  start(): void;
  /** Takes no more messages; those at hand are still handed over or given back. */
  pause(): void;
  /** Tells that a slot fell free. Without it the consumer finds out within 50 ms. */
  slotFreed(): void;
  /** Hands over what is at hand and disconnects. */
  close(): Promise<void>;
  /**
   * When the consumer last showed that it works, in ms since the epoch: Redis answered it, or it has no room to take
   * anything. Older than 10 s means that it is cut off; it keeps trying.
   */
  lastActivity(): number;
  /** Whether messages come without a pause. */
  flows(): boolean;
  /** Messages it has taken so far. */
  taken(): number;
}

export interface ConsumerOptions extends SessionOptions {
  /** Tasks that could begin now. */
  slots: () => number;
  /**
   * Is given at most `slots()` tasks, which must count as taken from the moment of the call. Resolves once they are
   * claimed or refused, not once they have run: until then the message is held.
   */
  onTasks: (tasks: TaskRef[]) => Promise<void>;
  /** Told of each message that leaves the queue for good, and, with 0, where there is none. */
  onTaken?: (messages: number) => void;
  onError: OnError;
  /** For tests: says of each message whether it is lost, and whether it comes twice. */
  faults?: () => boolean;
}

/** Messages being handed over at once: their claims can share a statement. */
const LANES = 8;
const ROOM_POLL_MS = 50;
/** Messages that follow each other so closely flow. */
const PAUSE_MS = 3;
const REOPEN_MS = 250;

export function createConsumer(options: ConsumerOptions): Consumer {
  return new ReadyListConsumer(options);
}

class ReadyListConsumer implements Consumer {
  private readonly report: (error: unknown) => void;
  private readonly lanes = new Set<Promise<void>>();
  private wanted = false;
  private closed = false;
  private session: ConsumerSession | null = null;
  private running: Promise<void> | null = null;
  private wake: () => void = () => undefined;
  private active = Date.now();
  private messages = 0;
  private messageAt = -Infinity;

  private readonly disturb: Disturb;

  constructor(private readonly options: ConsumerOptions) {
    this.disturb = options.faults ? disturbing(options.faults) : undisturbed;
    this.report = createReporter(options.onError);
  }

  start(): void {
    if (this.closed) return;
    this.wanted = true;
    this.running ??= this.run();
    this.wake();
  }

  pause(): void {
    this.wanted = false;
  }

  slotFreed(): void {
    this.wake();
  }

  lastActivity(): number {
    return this.active;
  }

  flows(): boolean {
    return this.lanes.size > 0 || performance.now() - this.messageAt < PAUSE_MS;
  }

  taken(): number {
    return this.messages;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wanted = false;
    this.wake();
    await Promise.allSettled([...this.lanes]);
    await this.session?.discard();
    await this.running;
  }

  /** One session after the other: each ends with its first fault. */
  private async run(): Promise<void> {
    while (!this.closed) {
      const session = new ConsumerSession(this.options);
      this.session = session;
      try {
        await this.consume(session);
      } catch (error) {
        if (!this.closed) this.report(error);
      }
      void session.discard();
      if (!this.closed) await this.pauseFor(REOPEN_MS);
    }
  }

  private async consume(session: ConsumerSession): Promise<void> {
    for (;;) {
      await this.room();
      if (this.closed) return;
      const message = await session.take();
      this.touch();
      if (message) this.open(this.handOver(session, message));
      else this.options.onTaken?.(0);
    }
  }

  private open(lane: Promise<void>): void {
    // A fault of the session shows in `take` as well, which ends it.
    const watched = lane.catch(this.report).finally(() => {
      this.lanes.delete(watched);
      this.wake();
    });
    this.lanes.add(watched);
  }

  /** Hands over message after message, as long as each acknowledgement brings another one. */
  private async handOver(session: ConsumerSession, first: TakenMessage): Promise<void> {
    for (let message: TakenMessage | undefined = first; message;) {
      this.messages += 1;
      this.messageAt = performance.now();
      const tasks = this.tasksOf(message);
      const room = this.freeSlots();
      if (tasks.length <= room) this.options.onTaken?.(1);
      if (room > 0 && tasks.length > 0) {
        for (const some of this.disturb([tasks.slice(0, room)])) {
          await this.options.onTasks(some).catch(this.report);
        }
      }
      if (tasks.length > room) return session.giveBack(message, tasks.slice(room));
      message = await session.acknowledge(message, this.freeSlots() > 0);
      this.touch();
    }
  }

  private tasksOf(message: TakenMessage): TaskRef[] {
    const tasks = unpackTasks(message.data, this.options.queue);
    if (!tasks) this.report(new Error(`queue "${this.options.queue}" holds a message of an unknown form`));
    return tasks ?? [];
  }

  private freeSlots(): number {
    return this.wanted ? Math.max(0, this.options.slots()) : 0;
  }

  /** Waits until a message may be taken, or until the consumer closes. */
  private async room(): Promise<void> {
    while (!this.closed && (this.lanes.size >= LANES || this.freeSlots() === 0)) {
      this.touch();
      await this.pauseFor(ROOM_POLL_MS);
    }
  }

  private pauseFor(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private touch(): void {
    this.active = Date.now();
  }
}
