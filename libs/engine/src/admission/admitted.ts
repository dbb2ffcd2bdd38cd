import { statement } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import { runRef, type Engine } from '../engine';

const admittedTasks = statement('admitted_tasks');
const tenantTasks = statement('tenant_tasks');

interface AdmittedRow {
  tenant_id: string;
  run_id: string;
  n: number;
  queued: boolean;
}

/**
 * Of tasks that were admitted: those that still use something of what their tenant may have; and how many of each tenant wait for
 * a worker.
 */
export async function stillUsed(
  engine: Engine,
  tasks: readonly TaskRef[],
): Promise<{ used: TaskRef[]; queued: ReadonlyMap<string, number> }> {
  const queued = new Map<string, number>();
  if (tasks.length === 0) return { used: [], queued };
  const rows = await engine.database.query<AdmittedRow & Record<string, unknown>>(admittedTasks, [
    tasks.map(({ tenantId }) => tenantId),
    tasks.map(({ runId }) => runId),
    tasks.map(({ n }) => n),
  ]);
  for (const row of rows) if (row.queued) queued.set(row.tenant_id, (queued.get(row.tenant_id) ?? 0) + 1);
  const keys = new Set(rows.map(({ run_id, n }) => `${run_id} ${n}`));
  return {
    used: tasks.filter(({ runId, n }) => keys.has(`${runId} ${n}`)),
    queued,
  };
}

/** What a tenant uses at all, counted no further than `most`: for whoever has not seen its tasks begin. */
export async function usedBy(engine: Engine, tenantId: string, most: number): Promise<TaskRef[]> {
  const rows = await engine.database.query<{ tenant_id: string; run_id: string; n: number; queue: string }>(
    tenantTasks,
    [tenantId, most],
  );
  return rows.map((row) => ({ ...runRef(row), n: row.n, queue: row.queue }));
}
