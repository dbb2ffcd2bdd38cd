import type { Lane } from './lane';
import type { TaskRef } from './task-ref';

/**
 * Tasks of a tenant that a process sends by express in a second, for each queue. Nobody knows yet how long they take: few
 * enough that they leave slots to others if it is long.
 */
export const EXPRESS_PER_SECOND = 50;

const WINDOW_MS = 1_000;
/** A tenant counts as busy for so long after it last was over its budget. */
const BUSY_MS = 5_000;
/** Pairs that are remembered before those long quiet are forgotten. */
const MAX_PAIRS = 10_000;

interface Pair {
  tenantId: string;
  since: number;
  sent: number;
  /** When it last was over its budget. */
  overAt: number;
}

/** What each tenant sends to each queue through this process. */
export class Shares {
  private readonly queues = new Map<string, Map<string, Pair>>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The lane for one more task of its tenant. */
  laneOf({ tenantId, queue }: TaskRef): Lane {
    const pair = this.pair(queue, tenantId);
    const now = this.now();
    if (now - pair.since >= WINDOW_MS) {
      pair.since = now;
      pair.sent = 0;
    }
    pair.sent += 1;
    if (pair.sent > EXPRESS_PER_SECOND) pair.overAt = now;
    // Whoever was over its budget a moment ago has work by bulk: more by express would only pass that.
    return now - pair.overAt < BUSY_MS ? 'bulk' : 'express';
  }

  /** The tenants that are or were a moment ago over their budget for a queue. */
  busy(queue: string): string[] {
    const since = this.now() - BUSY_MS;
    const pairs = [...(this.queues.get(queue)?.values() ?? [])];
    return pairs.filter(({ overAt }) => overAt >= since).map(({ tenantId }) => tenantId);
  }

  private pair(queue: string, tenantId: string): Pair {
    let pairs = this.queues.get(queue);
    if (!pairs) this.queues.set(queue, (pairs = new Map()));
    let pair = pairs.get(tenantId);
    if (!pair) {
      if (pairs.size >= MAX_PAIRS) this.forget(pairs);
      pairs.set(tenantId, (pair = { tenantId, since: -Infinity, sent: 0, overAt: -Infinity }));
    }
    return pair;
  }

  private forget(pairs: Map<string, Pair>): void {
    const since = this.now() - BUSY_MS;
    for (const [tenantId, pair] of pairs) if (pair.since < since) pairs.delete(tenantId);
  }
}
