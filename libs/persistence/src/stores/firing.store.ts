import type { JsonObject } from '@maestro/dsl';
import type { EventTx } from './received-event.store';

export const firingStatuses = ['due', 'fired', 'unmatched', 'refused'] as const;

export type FiringStatus = (typeof firingStatuses)[number];

/** What an event is to mean to a trigger. */
export interface NewFiring {
  triggerId: string;
  eventId: string;
  status: Exclude<FiringStatus, 'fired'>;
  reason: string | null;
  detail: string | null;
  inputs: JsonObject | null;
  labels: Readonly<Record<string, string>> | null;
  idempotencyKey: string | null;
  depth: number;
}

/** What an event meant to a trigger. */
export interface FiringRow {
  triggerId: string;
  triggerName: string;
  eventId: string;
  status: FiringStatus;
  reason: string | null;
  detail: string | null;
  runId: string | null;
  depth: number;
  /** When it is tried next. */
  dueAt: Date | null;
  createdAt: Date;
  settledAt: Date | null;
}

/** Names a firing. */
export interface FiringKey {
  tenantId: string;
  triggerId: string;
  eventId: string;
}

/** Whoever writes a firing down fires it; the leader looks for what was left so long afterwards. */
const LEFT_AFTER_MS = 2_000;
const INSERT = `INSERT INTO maestro_firings (tenant_id, trigger_id, event_id, status, reason, detail, inputs, labels,
    idempotency_key, depth, due_at, settled_at)
  SELECT $1, f.trigger_id, f.event_id, f.status, f.reason, f.detail, f.inputs, f.labels, f.key, f.depth,
         CASE WHEN f.status = 'due' THEN maestro_now() + $11::int * interval '1 millisecond' END,
         CASE WHEN f.status <> 'due' THEN maestro_now() END
  FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::text[], $10::int[])
    AS f (trigger_id, event_id, status, reason, detail, inputs, labels, key, depth)
  ON CONFLICT DO NOTHING`;
const COLUMNS = `f.trigger_id AS "triggerId", t.name AS "triggerName", f.event_id AS "eventId", f.status, f.reason, f.detail,
  f.run_id AS "runId", f.depth::int AS depth, f.due_at AS "dueAt", f.created_at AS "createdAt", f.settled_at AS "settledAt"`;
const OF_EVENTS = `SELECT ${COLUMNS}
  FROM maestro_firings f JOIN maestro_triggers t ON t.tenant_id = f.tenant_id AND t.id = f.trigger_id
  WHERE f.tenant_id = $1 AND f.event_id = ANY ($2::uuid[]) ORDER BY f.event_id, f.trigger_id`;
const OF_TRIGGER = `SELECT ${COLUMNS}
  FROM maestro_firings f JOIN maestro_triggers t ON t.tenant_id = f.tenant_id AND t.id = f.trigger_id
  WHERE f.tenant_id = $1 AND f.trigger_id = $2 AND ($3::uuid IS NULL OR f.event_id < $3)
    AND (cardinality($4::text[]) = 0 OR f.status = ANY ($4::text[]))
  ORDER BY f.event_id DESC LIMIT $5`;
const LATELY = `SELECT w.id AS trigger_id,
    (SELECT count(*)::int FROM maestro_firings f
     WHERE f.tenant_id = $1 AND f.trigger_id = w.id AND f.created_at > maestro_now() - interval '1 minute'
       AND f.status IN ('due', 'fired')) AS count
  FROM unnest($2::uuid[]) AS w (id)`;

/**
 * Writes down what events mean to triggers.
 *
 * @param leftAfterMs when the leader fires what is due; soon, unless whoever writes it down fires it
 */
export async function insertFirings(
  tx: EventTx,
  firings: readonly NewFiring[],
  leftAfterMs = LEFT_AFTER_MS,
): Promise<void> {
  if (firings.length === 0) return;
  const column = <T>(pick: (firing: NewFiring) => T) => firings.map(pick);
  await tx.query(INSERT, [
    tx.tenantId,
    column(({ triggerId }) => triggerId),
    column(({ eventId }) => eventId),
    column(({ status }) => status),
    column(({ reason }) => reason),
    column(({ detail }) => detail),
    column(({ inputs }) => inputs && JSON.stringify(inputs)),
    column(({ labels }) => labels && JSON.stringify(labels)),
    column(({ idempotencyKey }) => idempotencyKey),
    column(({ depth }) => depth),
    leftAfterMs,
  ]);
}

/** What events meant to the triggers that looked at them. */
export async function firingsOfEvents(tx: EventTx, eventIds: readonly string[]): Promise<FiringRow[]> {
  return tx.query<FiringRow>(OF_EVENTS, [tx.tenantId, eventIds]);
}

/** What a trigger made of events, the last first. */
export async function firingsOfTrigger(
  tx: EventTx,
  filter: { triggerId: string; statuses: readonly FiringStatus[]; after: string | null; limit: number },
): Promise<{ rows: FiringRow[]; hasMore: boolean }> {
  const { triggerId, statuses, after, limit } = filter;
  const rows = await tx.query<FiringRow>(OF_TRIGGER, [tx.tenantId, triggerId, after, statuses, limit + 1]);
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** How many runs each of the triggers has begun, or is about to, within the last minute. */
export async function firingsLately(
  tx: EventTx,
  triggerIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (triggerIds.length === 0) return new Map();
  const rows = await tx.query<{ trigger_id: string; count: number }>(LATELY, [tx.tenantId, triggerIds]);
  return new Map(rows.map(({ trigger_id: id, count }) => [id, count]));
}
