import { createHash } from 'node:crypto';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import type { EventPosition } from './event-cursor';
import { unpackTransitions, type EventRow, type PackedTransition } from './events.view';

const eventsStatement = statement('feed_events');
const headStatement = statement('feed_head');
const nodesStatement = statement('feed_task_nodes');

/** An event with what is known of its run; the run is gone where its template is null. */
export interface FeedRow extends EventRow {
  runId: string;
  orchestraId: string | null;
  templateId: string | null;
  templateVersion: number | null;
}

export interface FeedPage {
  rows: FeedRow[];
  /** All events up to here have been read. */
  upto: EventPosition;
  /** More are settled, and to be read at once. */
  full: boolean;
  /** More are there, and will be settled once older transactions have ended. */
  unsettled: boolean;
}

export interface FeedHead {
  /** All events up to here are settled: whoever begins here misses none that comes. */
  now: EventPosition;
  /** Behind this, some were forgotten. */
  pruned: EventPosition;
  /** Short name of the cluster whose transactions the events count in. */
  cluster: string;
}

export async function readFeedHead(tx: TenantTx): Promise<FeedHead> {
  const [row] = await tx.query<{ xid: string; pruned: string; cluster: string }>(headStatement.text, [
    tx.tenantId,
  ]);
  if (!row) throw new Error('the cluster has no name');
  return {
    now: { xid: row.xid, id: '0' },
    pruned: { xid: row.pruned, id: '0' },
    cluster: createHash('sha256').update(row.cluster).digest('hex').slice(0, 8),
  };
}

/** Of some runs and orchestras those that the tenant has. */
export async function subjectsThere(
  tx: TenantTx,
  { runs, orchestras }: { runs: readonly string[]; orchestras: readonly string[] },
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(SUBJECTS, [tx.tenantId, runs, orchestras]);
  return new Set(rows.map(({ id }) => id));
}

const SUBJECTS = `SELECT w.id FROM unnest($2::uuid[]) AS w (id)
  CROSS JOIN LATERAL (SELECT FROM maestro_runs r WHERE r.tenant_id = $1 AND r.id = w.id OFFSET 0) r
  UNION ALL
  SELECT w.id FROM unnest($3::uuid[]) AS w (id)
  CROSS JOIN LATERAL (SELECT FROM maestro_orchestras o
                      WHERE o.tenant_id = $1 AND o.id = w.id AND o.deleted_at IS NULL OFFSET 0) o`;

type StoredEvent = Omit<FeedRow, 'transitions'> & {
  now: string;
  transitions: PackedTransition[] | null;
  /** Null in the row that holds no event. */
  settled: boolean | null;
};

export interface FeedQuestion {
  after: EventPosition;
  limit: number;
  /** Types of events; null for all. */
  types: readonly string[] | null;
}

/** A page of what happened to all runs of a tenant behind a position, in the order in which every reader sees it. */
export async function readFeed(tx: TenantTx, { after, limit, types }: FeedQuestion): Promise<FeedPage> {
  const stored = await tx.query<StoredEvent>(eventsStatement.text, [
    ...[tx.tenantId, after.xid, after.id],
    ...[limit, types],
  ]);
  const settled = stored.filter((row) => row.settled);
  const now = { xid: stored[0]?.now ?? after.xid, id: '0' };
  const nodes = await readNodes(tx, settled);
  const rows = settled.map(({ settled: _, now: _now, transitions, ...event }) => ({
    ...event,
    transitions: unpackTransitions(transitions, (n) => nodes.get(`${event.runId} ${n}`)),
  }));
  const last = rows.at(-1);
  const full = rows.length === limit;
  const upto = full && last ? { xid: last.xid, id: last.id } : now;
  return { rows, upto, full, unsettled: stored.some((row) => row.settled === false) };
}

async function readNodes(tx: TenantTx, events: readonly StoredEvent[]): Promise<Map<string, number>> {
  const tasks = events.flatMap(({ runId, transitions }) => (transitions ?? []).map(([n]) => ({ runId, n })));
  if (tasks.length === 0) return new Map();
  const rows = await tx.query<{ runId: string; n: number; node: number }>(nodesStatement.text, [
    tx.tenantId,
    tasks.map(({ runId }) => runId),
    tasks.map(({ n }) => n),
  ]);
  return new Map(rows.map(({ runId, n, node }) => [`${runId} ${n}`, node]));
}
