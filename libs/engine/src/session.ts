import { newId, statement } from '@maestro/persistence';
import type { Engine, RunRef } from './engine';

const sessionOpen = statement('session_open');
const sessionRenew = statement('session_renew');
const sessionClose = statement('session_close');

/** The lease of a worker process: one row, one heartbeat, shared by all the attempts it holds. */
export async function openSession(
  engine: Engine,
  { name, queues, leaseMs }: { name: string; queues: readonly string[]; leaseMs: number },
): Promise<string> {
  const id = newId();
  await engine.database.query(sessionOpen, [id, name, queues, leaseMs]);
  return id;
}

/**
 * Renews the lease.
 *
 * @returns `alive`: false once the session was given up for dead: everything it held is somebody else's by now.
 *   `stopping`: those of `runs` that wind down or are over.
 */
export async function renewSession(
  engine: Engine,
  sessionId: string,
  { leaseMs, runs }: { leaseMs: number; runs: readonly RunRef[] },
): Promise<{ alive: boolean; stopping: Set<string> }> {
  const [row] = await engine.database.query<{ alive: boolean; stopping: string[] }>(sessionRenew, [
    sessionId,
    leaseMs,
    runs.map((run) => run.tenantId),
    runs.map((run) => run.runId),
  ]);
  return { alive: row?.alive ?? false, stopping: new Set(row?.stopping ?? []) };
}

export async function closeSession(engine: Engine, sessionId: string): Promise<void> {
  await engine.database.query(sessionClose, [sessionId]);
}
