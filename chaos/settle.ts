import type { Ground } from './ground';
import type { History } from './history';
import { pause } from './time';

/** How a storm came to rest. */
export interface Rest {
  /** Runs that were not over when the time was. */
  stuck: string[];
  /** 99th percentile of how long the runs that were open at the end of the faults took from there, in seconds. */
  p99RecoveryS: number;
  /** Tasks that were queued for too long without Redis knowing them. */
  unknownToRedis: object[];
}

/** After the end of the faults: nothing may be open for longer. */
export const STUCK_MS = 60_000;
/**
 * How long a queue may disagree with the database: a message lost by itself is found by the sweep, which looks at each
 * open run every 15 s. All of them lost at once takes 10 s, which has a test of its own.
 */
const QUEUE_MS = 20_000;
const LOOK_MS = 1_000;

interface Queued {
  tenant_id: string;
  run_id: string;
  n: number;
  queue: string;
  ready_at: string;
}

interface Settling {
  history: History;
  /** The database's time at the end of the faults. */
  healedAt: Date;
  /** Resolves once every request has its answer: until then runs may still be accepted. */
  answered: Promise<unknown>;
}

/** Waits until every run is over, for a minute at most. */
export async function settle(ground: Ground, { history, healedAt, answered }: Settling): Promise<Rest> {
  const deadline = Date.now() + STUCK_MS;
  let busy = true;
  void answered.then(() => (busy = false));
  const unknown = new Map<string, object>();
  let open = await openRuns(ground);
  history.tell(`the faults are over; ${open.length} runs are open`);
  while ((busy || open.length > 0) && Date.now() < deadline) {
    await pause(LOOK_MS);
    for (const lost of await lostFromQueue(ground, healedAt)) unknown.set(nameOf(lost), lost);
    open = await openRuns(ground);
  }
  await answered;
  const took = await ground.maestro.sql<{ s: number }>(`
    SELECT extract(epoch FROM finished_at - '${healedAt.toISOString()}'::timestamptz)::float8 AS s FROM maestro_runs
    WHERE finished_at > '${healedAt.toISOString()}'::timestamptz ORDER BY 1`);
  const p99 = took[Math.ceil(took.length * 0.99) - 1]?.s ?? 0;
  return {
    stuck: open,
    p99RecoveryS: open.length > 0 ? STUCK_MS / 1_000 : Math.round(p99 * 100) / 100,
    unknownToRedis: [...unknown.values()],
  };
}

async function openRuns({ maestro }: Ground): Promise<string[]> {
  const rows = await maestro.sql<{ id: string }>('SELECT id FROM maestro_runs WHERE finished_at IS NULL');
  return rows.map(({ id }) => id);
}

/** Queued before and after a look into Redis, which did not show them: both sides must have had their time. */
async function lostFromQueue(ground: Ground, healedAt: Date): Promise<Queued[]> {
  const before = await overdue(ground, healedAt);
  if (before.length === 0) return [];
  const known = new Map<string, Set<string>>();
  for (const queue of new Set(before.map((task) => task.queue)))
    known.set(queue, await ground.maestro.redis.queuedTasks(queue));
  const missing = before.filter((task) => !known.get(task.queue)?.has(nameOf(task)));
  if (missing.length === 0) return [];
  const still = new Set((await overdue(ground, healedAt)).map(nameOf));
  return missing.filter((task) => still.has(nameOf(task)));
}

function overdue({ maestro }: Ground, healedAt: Date): Promise<Queued[]> {
  return maestro.sql<Queued>(`
    SELECT tenant_id, run_id, n, queue, ready_at FROM maestro_tasks
    WHERE status = 'queued' AND greatest(ready_at, '${healedAt.toISOString()}'::timestamptz)
          < maestro_now() - interval '${QUEUE_MS} milliseconds'`);
}

const nameOf = ({ tenant_id, run_id, n }: Queued) => `${tenant_id} ${run_id} ${n}`;
