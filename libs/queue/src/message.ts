import type { TaskRef } from './task-ref';

/** Most tasks one message names. */
export const TASKS_PER_MESSAGE = 50;

/**
 * What one BullMQ job carries: task keys, each tenant and each run written once.
 * `[tenant, [run, n, n, …], [run, n, …], …]`, one such list for each tenant.
 */
export interface Message {
  readonly v: 1;
  readonly t: readonly TenantTasks[];
}

type TenantTasks = readonly [tenantId: string, ...runs: RunTasks[]];
type RunTasks = readonly [runId: string, ...ns: number[]];

/** Packs the tasks of one queue into as few messages as hold them, in their order. */
export function packTasks(tasks: readonly TaskRef[]): Message[] {
  const messages: Message[] = [];
  for (let from = 0; from < tasks.length; from += TASKS_PER_MESSAGE) {
    messages.push(pack(tasks.slice(from, from + TASKS_PER_MESSAGE)));
  }
  return messages;
}

function pack(tasks: readonly TaskRef[]): Message {
  const tenants = new Map<string, Map<string, [string, ...number[]]>>();
  for (const { tenantId, runId, n } of tasks) {
    let runs = tenants.get(tenantId);
    if (!runs) tenants.set(tenantId, (runs = new Map()));
    const run = runs.get(runId);
    if (run) run.push(n);
    else runs.set(runId, [runId, n]);
  }
  return { v: 1, t: [...tenants].map(([tenantId, runs]) => [tenantId, ...runs.values()]) };
}

/** The tasks of a message, or null where it is not one this release can read. */
export function unpackTasks(data: unknown, queue: string): TaskRef[] | null {
  if (!isMessage(data)) return null;
  return data.t.flatMap(([tenantId, ...runs]) =>
    runs.flatMap(([runId, ...ns]) => ns.map((n) => ({ tenantId, runId, n, queue }))),
  );
}

function isMessage(data: unknown): data is Message {
  if (typeof data !== 'object' || data === null) return false;
  const { v, t } = data as { v?: unknown; t?: unknown };
  return v === 1 && Array.isArray(t) && t.every(isTenantTasks);
}

function isTenantTasks(value: unknown): value is TenantTasks {
  if (!Array.isArray(value)) return false;
  const [tenantId, ...runs] = value as unknown[];
  return typeof tenantId === 'string' && runs.every(isRunTasks);
}

function isRunTasks(value: unknown): value is RunTasks {
  if (!Array.isArray(value)) return false;
  const [runId, ...ns] = value as unknown[];
  return typeof runId === 'string' && ns.every((n) => Number.isSafeInteger(n));
}
