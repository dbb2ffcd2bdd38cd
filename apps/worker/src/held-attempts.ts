import type { Usage } from '@maestro/dsl';
import type { ClaimedTask, RunRef } from '@maestro/engine';
import type { Lane } from '@maestro/queue';

/** Why an attempt is told to stop before it has ended. */
export type StopReason = 'timeout' | 'heartbeat-timeout' | 'cancelled' | 'lease-lost' | 'draining' | 'parked';

/** An attempt that this worker performs now. */
export interface HeldAttempt {
  readonly task: ClaimedTask;
  readonly signal: AbortSignal;
  stop(reason: StopReason): void;
  /** Why it was told to stop, or null. The first reason stands. */
  stopped(): StopReason | null;
  /** The handler gave a sign of life. */
  beat(): void;
  /** When it gave the last one, or began, in ms of `performance.now()`. */
  seenAt(): number;
  /** What it has used so far as is known; undefined where nothing was ever reserved for it. */
  billed?: Usage;
  /** A model without a price may cost what is declared. */
  trusting?: boolean;
  /** Its end was handed in: what is reported from now on is late. */
  closed?: boolean;
}

/** Six slots of seven, but all save one of few; a single slot serves both lanes. */
function bulkCapacity(capacity: number): number {
  return capacity === 1 ? 1 : Math.min(capacity - 1, Math.ceil(capacity * 0.85));
}

/**
 * The attempts that this process holds, and with them its free slots: an attempt takes a slot from the moment its
 * claim is asked for until its end is written.
 */
export class HeldAttempts {
  private readonly held = new Set<HeldAttempt>();
  private reserved = 0;
  /** Those of them that came by the bulk lane. */
  private bulk = 0;
  private readonly waiters: (() => void)[] = [];

  /** @param freed called whenever slots fall free */
  constructor(
    private readonly capacity: number,
    private readonly freed: () => void = () => undefined,
  ) {}

  get free(): number {
    return Math.max(0, this.capacity - this.reserved);
  }

  /**
   * Bulk leaves some slots free, so that long tasks of one tenant never fill all of them; but it may always have a few,
   * however much comes by express.
   */
  get freeForBulk(): number {
    const below = bulkCapacity(this.capacity) - this.reserved;
    const few = Math.ceil(this.capacity * 0.1) - this.bulk;
    return Math.max(0, Math.min(this.free, Math.max(below, few)));
  }

  get busy(): number {
    return this.reserved;
  }

  reserve(count: number, lane: Lane = 'express'): void {
    this.reserved += count;
    if (lane === 'bulk') this.bulk += count;
  }

  release(count: number, lane: Lane = 'express'): void {
    if (count === 0) return;
    this.reserved -= count;
    if (lane === 'bulk') this.bulk -= count;
    this.freed();
    if (this.reserved === 0) for (const done of this.waiters.splice(0)) done();
  }

  hold(task: ClaimedTask): HeldAttempt {
    const controller = new AbortController();
    let reason: StopReason | null = null;
    let seenAt = performance.now();
    const attempt: HeldAttempt = {
      task,
      signal: controller.signal,
      stop: (why) => {
        reason ??= why;
        controller.abort(new Error(why));
      },
      stopped: () => reason,
      beat: () => {
        seenAt = performance.now();
      },
      seenAt: () => seenAt,
    };
    this.held.add(attempt);
    return attempt;
  }

  drop(attempt: HeldAttempt): void {
    this.held.delete(attempt);
  }

  /** The runs that something here works on, each once. */
  runs(): RunRef[] {
    const runs = new Map<string, RunRef>();
    for (const { task } of this.held) runs.set(task.run.ref.runId, task.run.ref);
    return [...runs.values()];
  }

  stopAll(reason: StopReason): void {
    for (const attempt of this.held) attempt.stop(reason);
  }

  /** Stops what works for runs that wind down, save what was started to clean up after them. */
  stopRuns(runIds: ReadonlySet<string>): void {
    for (const attempt of this.held) {
      if (runIds.has(attempt.task.run.ref.runId) && !attempt.task.urgent) attempt.stop('cancelled');
    }
  }

  /** Resolves once every slot is free. */
  idle(): Promise<void> {
    if (this.reserved === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }
}
