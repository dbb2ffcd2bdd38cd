import { newId, statement, type EngineDatabase } from '@maestro/persistence/connection';
import type { RunRef } from './engine';

// Imported by a thread of its own: nothing here may lead to the rest of the engine.
const sessionOpen = statement('session_open');
const sessionRenew = statement('session_renew');
const sessionClose = statement('session_close');

/** What a session needs of the engine. */
interface Connected {
  readonly database: EngineDatabase;
}

export interface Renewal {
  /** False once the session was given up for dead: everything it held is somebody else's by now. */
  alive: boolean;
  /** Ids of those runs that wind down or are over: what works for them is to stop. */
  stopping: string[];
  /** Timers or runs are overdue by so much that there can be no leader: whoever hears it should look. */
  neglected: boolean;
}

/** The lease of a worker process: one row, one heartbeat, shared by all the attempts it holds. */
export async function openSession(
  { database }: Connected,
  { name, queues, leaseMs }: { name: string; queues: readonly string[]; leaseMs: number },
): Promise<string> {
  const id = newId();
  await database.query(sessionOpen, [id, name, queues, leaseMs]);
  return id;
}

/** Renews the lease, and brings what a worker has to know at least that often. */
export async function renewSession(
  { database }: Connected,
  sessionId: string,
  { leaseMs, runs }: { leaseMs: number; runs: readonly RunRef[] },
): Promise<Renewal> {
  const [row] = await database.query<Renewal & Record<string, unknown>>(sessionRenew, [
    sessionId,
    leaseMs,
    runs.map((run) => run.tenantId),
    runs.map((run) => run.runId),
  ]);
  return {
    alive: row?.alive ?? false,
    stopping: row?.stopping ?? [],
    neglected: row?.neglected ?? false,
  };
}

export async function closeSession({ database }: Connected, sessionId: string): Promise<void> {
  await database.query(sessionClose, [sessionId]);
}
