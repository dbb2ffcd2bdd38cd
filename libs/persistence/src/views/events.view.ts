import { createHash } from 'node:crypto';
import type { JsonObject } from '@maestro/dsl';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import type { EventPosition } from './event-cursor';

const headStatement = statement('read_run_head');
const listStatement = statement('list_events');
const nodesStatement = statement('list_task_nodes');

export type EventType =
  | 'run.created'
  | 'tasks'
  | 'run.finished'
  | 'anomaly.detected'
  | 'run.control'
  | 'run.labels'
  | 'task.control'
  | 'signal.received'
  | 'approval.requested'
  | 'approval.vote'
  | 'slot.deadline_missed'
  | 'log';

/** One move of one task, as an event packs it. `from` is null where the task came into being. */
export interface TransitionRow {
  n: number;
  /** Index of the node in the plan. */
  node: number;
  from: string | null;
  to: string;
  attempt: number;
}

export interface EventRow extends EventPosition {
  at: Date;
  type: EventType;
  actor: string | null;
  transitions: TransitionRow[];
  data: JsonObject | null;
}

/** What a reader of a run's events has to know before it reads. */
export interface RunHead {
  templateId: string;
  templateVersion: number;
  ended: boolean;
  /** Short name of the cluster whose transactions the events count in. */
  cluster: string;
}

export interface EventPage {
  rows: EventRow[];
  /** True where later events are there already, to be read now or once older transactions have ended. */
  hasMore: boolean;
}

export async function findRunHead(tx: TenantTx, runId: string): Promise<RunHead | null> {
  const [row] = await tx.query<RunHead>(headStatement.text, [tx.tenantId, runId]);
  if (!row) return null;
  const cluster = createHash('sha256').update(row.cluster).digest('hex').slice(0, 8);
  return { ...row, cluster };
}

/**
 * A run's events behind a position, in the order in which every reader sees them. An event is shown only once no
 * transaction is open that could still put one before it: a reader that goes on from the last event misses none.
 */
export async function listEvents(
  tx: TenantTx,
  { runId, after, limit }: { runId: string; after: EventPosition; limit: number },
): Promise<EventPage> {
  const rows = await tx.query<StoredEvent>(listStatement.text, [
    tx.tenantId,
    runId,
    after.xid,
    after.id,
    limit + 1,
  ]);
  const shown = rows.slice(0, limit).filter((row) => row.settled);
  const nodes = await readTaskNodes(tx, runId, shown);
  return {
    rows: shown.map(({ settled: _, transitions, ...event }) => ({
      ...event,
      transitions: unpackTransitions(transitions, (n) => nodes.get(n)),
    })),
    hasMore: rows.length > shown.length,
  };
}

/** `[n, from, to, token, attempt]`, as the engine packs it. */
export type PackedTransition = [n: number, from: string | null, to: string, token: unknown, attempt: number];
type StoredEvent = Omit<EventRow, 'transitions'> & {
  transitions: PackedTransition[] | null;
  settled: boolean;
};

export function unpackTransitions(
  packed: readonly PackedTransition[] | null,
  nodeOf: (n: number) => number | undefined,
): TransitionRow[] {
  return (packed ?? []).map(([n, from, to, , attempt]) => ({ n, node: nodeOf(n) ?? n, from, to, attempt }));
}

async function readTaskNodes(
  tx: TenantTx,
  runId: string,
  events: readonly StoredEvent[],
): Promise<Map<number, number>> {
  const tasks = new Set(events.flatMap((event) => (event.transitions ?? []).map(([n]) => n)));
  if (tasks.size === 0) return new Map();
  const rows = await tx.query<{ n: number; node: number }>(nodesStatement.text, [
    tx.tenantId,
    runId,
    [...tasks],
  ]);
  return new Map(rows.map(({ n, node }) => [n, node]));
}
