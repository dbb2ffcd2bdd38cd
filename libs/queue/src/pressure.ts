import { QueueKeys } from 'bullmq';
import type { Redis } from 'ioredis';
import { ask } from './connection';
import { laneName } from './lane';
import type { Shares } from './share';

/**
 * Most tasks of the bulk lane that wait for a worker before more are held back in the database, where tenants take turns:
 * while several tenants compete, and while one has it for itself.
 */
export const WINDOW = { contested: 2_000, alone: 10_000 };

const FRESH_MS = 250;
/** Tenants that were seen to compete within this time do. */
const CONTEND_MS = 5_000;

/** Set, while there is a backlog, by whoever admits from it. */
export function backlogKey(prefix: string, queue: string): string {
  return `${prefix}:backlog:${queue}`;
}

interface QueueState {
  askedAt: number;
  /** Tasks for each message, of late. */
  perMessage: number;
  contested: boolean;
  full: boolean;
}

/** Which tenants are over their share of which queues. It knows what it asked a moment ago, and asks only while it is used. */
export class Pressure {
  private readonly queues = new Map<string, QueueState>();
  private readonly keys: QueueKeys;

  constructor(
    private readonly client: Redis,
    private readonly prefix: string,
    private readonly shares: Shares,
  ) {
    this.keys = new QueueKeys(prefix);
  }

  /** Tasks were sent by the bulk lane. */
  sent(queue: string, { tasks, messages }: { tasks: number; messages: number }): void {
    const state = this.stateOf(queue);
    const weight = state.perMessage === 0 ? 1 : Math.min(1, messages / 8);
    state.perMessage += (tasks / Math.max(1, messages) - state.perMessage) * weight;
    this.refresh(queue, state);
  }

  /**
   * `tenant/queue` pairs whose ready tasks are to be held back.
   *
   * @param what `begin`: new runs and items. `go-on`: what follows on work that was admitted, held back only where tenants compete
   */
  held(what: 'begin' | 'go-on'): readonly string[] {
    if (this.queues.size === 0) return [];
    const pairs: string[] = [];
    for (const [queue, state] of this.queues) {
      this.refresh(queue, state);
      if (!state.full || (what === 'go-on' && !state.contested)) continue;
      for (const tenantId of this.shares.busy(queue)) pairs.push(`${tenantId}/${queue}`);
    }
    return pairs;
  }

  private stateOf(queue: string): QueueState {
    let state = this.queues.get(queue);
    if (!state)
      this.queues.set(queue, (state = { askedAt: -Infinity, perMessage: 0, contested: false, full: false }));
    return state;
  }

  private refresh(queue: string, state: QueueState): void {
    const now = performance.now();
    if (now - state.askedAt < FRESH_MS) return;
    const busy = this.shares.busy(queue);
    if (busy.length === 0) {
      this.queues.delete(queue);
      return;
    }
    state.askedAt = now;
    this.look(queue, state, busy).catch(() => {
      // Redis is away: what is sent is lost then anyway, and found in the database.
      state.full = false;
    });
  }

  private async look(queue: string, state: QueueState, busy: readonly string[]): Promise<void> {
    const contenders = `${this.prefix}:contenders:${queue}`;
    const at = Date.now();
    const answers = await ask(this.client, () =>
      this.client
        .pipeline()
        .llen(this.keys.toKey(laneName(queue, 'bulk'), 'wait'))
        .exists(backlogKey(this.prefix, queue))
        .zadd(contenders, ...busy.flatMap((tenantId) => [at, tenantId]))
        .zremrangebyscore(contenders, '-inf', at - CONTEND_MS)
        .zcard(contenders)
        .pexpire(contenders, CONTEND_MS)
        .exec(),
    );
    const [depth, backlog, , , count] = (answers ?? []).map(([, answer]) => Number(answer));
    state.contested = (count ?? 0) > 1;
    const limit = state.contested ? WINDOW.contested : WINDOW.alone;
    const tasks = (depth ?? 0) * state.perMessage;
    // Full until the backlog is gone: else those who come now would pass those who wait.
    state.full = tasks > limit || (state.full && tasks > limit / 2) || (state.contested && backlog === 1);
  }
}
