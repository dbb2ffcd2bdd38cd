import { statement } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import type { Engine } from '../engine';
import { stillUsed, usedBy } from './admitted';
import { DeficitRoundRobin, type Contender } from './deficit';
import { AdmissionWindow } from './window';

const backlogTenants = statement('backlog_tenants');
const admitTasks = statement('admit_tasks');

/** Lets tasks of the backlog into their queues, tenants in turns. One leader does so; it remembers whose turn it is. */
export interface Admission {
  /** One look at the backlog; returns what was admitted, and the queues that have a backlog. */
  round(): Promise<AdmissionRound>;
}

export interface AdmissionRound {
  admitted: number;
  /** Queues for which tasks wait because others came first, not because of a limit of their tenant. */
  queues: string[];
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
  turns: DeficitRoundRobin;
  window: AdmissionWindow;
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
    let admitted = 0;
    const queues = new Set(pairs.map(({ queue }) => queue));
    for (const queue of queues)
      admitted += await this.admitTo(
        queue,
        pairs.filter((pair) => pair.queue === queue),
      );
    const waiting = pairs.filter((pair) => pair.max_running_tasks === null).map(({ queue }) => queue);
    return { admitted, queues: [...new Set(waiting)], backlog: pairs.length > 0 };
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
    const { turns, window } = this.turnsOf(queue);
    const size = await window.room(this.engine, pairs.length > 1);
    let admitted = 0;
    // Who had less than it was due leaves room to the others.
    for (let there = [...pairs]; there.length > 0;) {
      const contenders = there.map((pair): Contender => ({
        tenantId: pair.tenant_id,
        weight: pair.weight,
        most: this.mostOf(pair),
      }));
      const shares = turns.share(contenders, size - admitted);
      const tasks = await admit(this.engine, queue, { shares, readyForMs: null });
      window.add(tasks);
      for (const task of tasks) this.used.get(task.tenantId)?.push(task);
      admitted += tasks.length;
      const short = new Set([...shares].filter(([id, due]) => due > countOf(tasks, id)).map(([id]) => id));
      if (short.size === 0) break;
      there = there.filter(({ tenant_id: id }) => !short.has(id));
    }
    return admitted;
  }

  private mostOf({ tenant_id: tenantId, max_running_tasks: max }: BacklogPair): number {
    return max === null ? Infinity : max - (this.used.get(tenantId)?.length ?? 0);
  }

  private turnsOf(queue: string): QueueTurns {
    let known = this.queues.get(queue);
    if (!known)
      this.queues.set(queue, (known = { turns: new DeficitRoundRobin(), window: new AdmissionWindow() }));
    return known;
  }
}

function countOf(tasks: readonly TaskRef[], tenantId: string): number {
  return tasks.filter((task) => task.tenantId === tenantId).length;
}

export function readBacklog(engine: Engine): Promise<BacklogPair[]> {
  return engine.database.query<BacklogPair & Record<string, unknown>>(backlogTenants);
}

interface Admitting {
  /** Tasks of each tenant. */
  shares: ReadonlyMap<string, number>;
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
  { shares, readyForMs }: Admitting,
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
  await engine.dispatcher.dispatch(tasks);
  return tasks;
}
