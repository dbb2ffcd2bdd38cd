import type { Redis } from 'ioredis';
import { ask } from './connection';
import type { Shares } from './share';
import { lineKeys, tasksField } from './tenant-turns';

/**
 * Most tasks of a tenant that wait in a queue for a worker before more are held back in the database: while several tenants
 * compete, and while one has it for itself. It bounds what Redis holds and how far a high priority is behind, not who is served.
 */
export const WINDOW = { contested: 2_000, alone: 10_000 };

const FRESH_MS = 250;

/** Tenants with a backlog, each with the time until which that holds, as whoever admits from it says. */
function backlogKey(prefix: string, queue: string): string {
  return `${prefix}:~backlog:${queue}`;
}

export async function markBacklog(
  client: Redis,
  key: { prefix: string; queue: string },
  { tenants, ms }: { tenants: readonly string[]; ms: number },
): Promise<void> {
  if (tenants.length === 0) return;
  const name = backlogKey(key.prefix, key.queue);
  const until = Date.now() + ms;
  await client
    .pipeline()
    .zadd(name, ...tenants.flatMap((tenantId) => [until, tenantId]))
    .pexpire(name, ms)
    .exec();
}

interface QueueState {
  askedAt: number;
  full: Set<string>;
}

/** Which tenants fill their windows. It knows what it asked or was told a moment ago, and asks only while it is used. */
export class Pressure {
  private readonly queues = new Map<string, QueueState>();

  constructor(
    private readonly client: Redis,
    private readonly prefix: string,
    private readonly shares: Shares,
  ) {}

  /** So much of a tenant waits in a queue, where so many tenants wait. */
  told(queue: string, tenantId: string, { waiting, tenants }: { waiting: number; tenants: number }): void {
    const state = this.stateOf(queue);
    if (waiting > windowOf(tenants)) state.full.add(tenantId);
  }

  /** `tenant/queue` pairs of which new work is to be held back. */
  held(): readonly string[] {
    if (this.queues.size === 0) return [];
    const pairs: string[] = [];
    for (const [queue, state] of this.queues) {
      this.refresh(queue, state);
      for (const tenantId of state.full) pairs.push(`${tenantId}/${queue}`);
    }
    return pairs;
  }

  private stateOf(queue: string): QueueState {
    let state = this.queues.get(queue);
    if (!state) this.queues.set(queue, (state = { askedAt: -Infinity, full: new Set() }));
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
      state.full.clear();
    });
  }

  private async look(queue: string, state: QueueState, busy: readonly string[]): Promise<void> {
    const [ring, facts] = lineKeys(this.prefix, queue);
    const pipeline = this.client
      .pipeline()
      .llen(ring)
      .hmget(facts, ...busy.map(tasksField));
    for (const tenantId of busy) pipeline.zscore(backlogKey(this.prefix, queue), tenantId);
    const answers = await ask(this.client, () => pipeline.exec());
    const [tenants, counts, ...untils] = (answers ?? []).map(([, answer]) => answer);
    const full = busy.filter((tenantId, i) => {
      const waiting = Number((counts as (string | null)[] | undefined)?.[i] ?? 0);
      const limit = windowOf(Number(tenants));
      if (waiting > limit || (state.full.has(tenantId) && waiting > limit / 2)) return true;
      // Full until the backlog is gone: else what comes now would pass what waits.
      return Number(tenants) > 1 && Number(untils[i] ?? 0) > Date.now();
    });
    state.full = new Set(full);
  }
}

function windowOf(tenants: number): number {
  return tenants > 1 ? WINDOW.contested : WINDOW.alone;
}
