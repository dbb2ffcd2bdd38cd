import { statement } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import type { Engine } from '../engine';
import { stillUsed, usedBy } from './admitted';
import { AdmissionWindow } from './window';

const backlogTenants = statement('backlog_tenants');
const admitTasks = statement('admit_tasks');

/** Most tasks that one look at a queue admits. */
const AT_ONCE = 10_000;

/** Lets tasks of the backlog into their queues, where tenants take turns. One leader does so; it remembers what it admitted. */
export interface Admission {
  /** One look at the backlog; returns what was admitted, and the queues that have a backlog. */
  round(): Promise<AdmissionRound>;
}

export interface AdmissionRound {
  admitted: number;
  /** By queue the tenants of which tasks wait because others of theirs came first, not because of a limit. */
  queues: ReadonlyMap<string, readonly string[]>;
  /** False where nothing waits. */
  backlog: boolean;
}

export interface BacklogPair {
  queue: string;
  tenant_id: string;
  weight: number;
  max_running_tasks: number | null;
}

export function createAdmission(engine: Engine): Admission {
  return new AdmissionRounds(engine);
}

interface QueueTurns {
  window: AdmissionWindow;
  /** The last tenant that something was admitted of: the next look begins behind it. */
  last: string;
}

class AdmissionRounds implements Admission {
  private readonly queues = new Map<string, QueueTurns>();
  /** What tenants with a limit use, by tenant. */
  private readonly used = new Map<string, TaskRef[]>();

  constructor(private readonly engine: Engine) {}

  async round(): Promise<AdmissionRound> {
    const pairs = await readBacklog(this.engine);
    for (const tenantId of this.used.keys())
      if (!pairs.some((pair) => pair.tenant_id === tenantId)) this.used.delete(tenantId);
    await this.count(pairs);
    const queues = new Map<string, BacklogPair[]>();
    for (const pair of pairs) {
      const own = queues.get(pair.queue);
      if (own) own.push(pair);
      else queues.set(pair.queue, [pair]);
    }
    let admitted = 0;
    for (const [queue, own] of queues) admitted += await this.admitTo(queue, own);
    const unlimited = [...queues].map(([queue, own]): [string, string[]] => [
      queue,
      own.filter(({ max_running_tasks: max }) => max === null).map(({ tenant_id: id }) => id),
    ]);
    return { admitted, queues: new Map(unlimited), backlog: pairs.length > 0 };
  }

  /** What the tenants that have a limit use now. */
  private async count(pairs: readonly BacklogPair[]): Promise<void> {
    for (const { tenant_id: tenantId, max_running_tasks: max } of pairs) {
      if (max === null) continue;
      const known = this.used.get(tenantId);
      const used = known
        ? (await stillUsed(this.engine, known)).used
        : await usedBy(this.engine, tenantId, max);
      this.used.set(tenantId, used);
    }
  }

  private async admitTo(queue: string, pairs: readonly BacklogPair[]): Promise<number> {
    const turns = this.turnsOf(queue);
    const rooms = await turns.window.rooms(
      this.engine,
      pairs.map(({ tenant_id: tenantId, weight }) => ({ tenantId, weight })),
    );
    const shares = new Map<string, number>();
    let left = AT_ONCE;
    for (const pair of behind(pairs, turns.last)) {
      const { tenant_id: tenantId } = pair;
      const share = Math.max(0, Math.min(rooms.get(tenantId) ?? 0, this.mostOf(pair), left));
      if (share > 0) shares.set(tenantId, share);
      left -= share;
    }
    turns.last = [...shares.keys()].at(-1) ?? turns.last;
    const limited = limitedOf(pairs);
    const tasks = await admit(this.engine, queue, { shares, limited, readyForMs: null });
    turns.window.add(tasks);
    for (const task of tasks) this.used.get(task.tenantId)?.push(task);
    return tasks.length;
  }

  private mostOf({ tenant_id: tenantId, max_running_tasks: max }: BacklogPair): number {
    return max === null ? Infinity : max - (this.used.get(tenantId)?.length ?? 0);
  }

  private turnsOf(queue: string): QueueTurns {
    let known = this.queues.get(queue);
    if (!known) this.queues.set(queue, (known = { window: new AdmissionWindow(), last: '' }));
    return known;
  }
}

/** All of them, those behind `last` first. */
function behind(pairs: readonly BacklogPair[], last: string): BacklogPair[] {
  const at = pairs.findIndex(({ tenant_id: id }) => id > last);
  return at < 1 ? [...pairs] : [...pairs.slice(at), ...pairs.slice(0, at)];
}

export function limitedOf(pairs: readonly BacklogPair[]): ReadonlySet<string> {
  return new Set(pairs.filter(({ max_running_tasks: max }) => max !== null).map(({ tenant_id: id }) => id));
}

export function readBacklog(engine: Engine): Promise<BacklogPair[]> {
  return engine.database.query<BacklogPair & Record<string, unknown>>(backlogTenants);
}

interface Admitting {
  /** Tasks of each tenant. */
  shares: ReadonlyMap<string, number>;
  /** Tenants of which everything is admitted, not only what is too much. */
  limited: ReadonlySet<string>;
  /** Only those that have been ready for so long. */
  readyForMs: number | null;
}

interface AdmittedTask {
  kind: 'queued' | 'paused';
  tenant_id: string;
  run_id: string;
  n: number;
}

/** Moves tasks from the backlog into their queue and dispatches them; what belongs to a paused run goes on with the run. */
export async function admit(
  engine: Engine,
  queue: string,
  { shares, limited, readyForMs }: Admitting,
): Promise<TaskRef[]> {
  if (shares.size === 0) return [];
  const rows = await engine.database.query<AdmittedTask & Record<string, unknown>>(admitTasks, [
    queue,
    [...shares.keys()],
    [...shares.values()],
    readyForMs,
  ]);
  const tasks = rows
    .filter(({ kind }) => kind === 'queued')
    .map(({ tenant_id: tenantId, run_id: runId, n }) => ({ tenantId, runId, n, queue }));
  // Long tasks leave the backlog slowly: by express, which serves who sends little, they would take the slots of the quiet.
  await Promise.all([
    engine.dispatcher.dispatch(tasks.filter(({ tenantId }) => limited.has(tenantId))),
    engine.dispatcher.dispatch(
      tasks.filter(({ tenantId }) => !limited.has(tenantId)),
      'bulk',
    ),
  ]);
  return tasks;
}
