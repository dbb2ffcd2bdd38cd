import type { Json } from '@maestro/dsl';
import { newId } from '../ids';
import type { TenantTx } from '../tenant-database';

/** A transaction of one tenant, whichever role performs it. */
export type EventTx = Pick<TenantTx, 'tenantId' | 'query'>;

/** An event that is to be kept. */
export interface NewReceivedEvent {
  source: string;
  id: string;
  type: string;
  subject: string | null;
  time: Date | null;
  contentType: string | null;
  dataSchema: string | null;
  extensions: Readonly<Record<string, unknown>>;
  data: Json;
  dataBase64: string | null;
  /** How many triggers in a row brought it about; 0 for what comes from outside. */
  depth: number;
}

export interface ReceivedEventRow {
  /** Ours; the sender's is `eventId`. */
  id: string;
  source: string;
  eventId: string;
  type: string;
  subject: string | null;
  time: Date | null;
  contentType: string | null;
  dataSchema: string | null;
  extensions: Readonly<Record<string, string | number | boolean>>;
  data: Json;
  dataBase64: string | null;
  depth: number;
  receivedBy: string;
  receivedAt: Date;
}

export const EVENT_COLUMNS = `e.id, e.source, e.event_id AS "eventId", e.type, e.subject, e.at AS time,
  e.content_type AS "contentType", e.data_schema AS "dataSchema", e.extensions, e.data, e.data_base64 AS "dataBase64",
  e.depth::int AS depth, e.received_by AS "receivedBy", e.received_at AS "receivedAt"`;

// In one order, so that two batches of the same events wait for each other and do not lock each other out.
const INSERT = `INSERT INTO maestro_received_events (tenant_id, id, source, event_id, type, subject, at, content_type,
    data_schema, extensions, data, data_base64, depth, received_by)
  SELECT $1, e.id, e.source, e.event_id, e.type, e.subject, e.at, e.content_type, e.data_schema, e.extensions, e.data,
         e.data_base64, e.depth, $14
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::text[],
              $10::jsonb[], $11::jsonb[], $12::text[], $13::int[])
    AS e (id, source, event_id, type, subject, at, content_type, data_schema, extensions, data, data_base64, depth)
  ORDER BY e.source, e.event_id
  ON CONFLICT (tenant_id, source, event_id) DO NOTHING
  RETURNING id`;
const BY_NAME = `SELECT e.id, e.source, e.event_id AS "eventId", e.received_at AS "receivedAt"
  FROM unnest($2::text[], $3::text[]) AS w (source, event_id),
       LATERAL (SELECT * FROM maestro_received_events e WHERE e.tenant_id = $1 AND e.source = w.source
                  AND e.event_id = w.event_id OFFSET 0) e`;

/** What is kept of an event that was sent. */
export interface KeptEvent {
  id: string;
  source: string;
  eventId: string;
  receivedAt: Date;
}

/**
 * Keeps those events that are not kept yet. Whoever sends the same at this moment is waited for.
 *
 * @param events no two of the same source and id
 * @returns the ids of those that are new, and all of them by source and id
 */
export async function keepEvents(
  tx: EventTx,
  events: readonly NewReceivedEvent[],
  actor: string,
): Promise<{ added: ReadonlySet<string>; kept: KeptEvent[] }> {
  const column = <T>(pick: (event: NewReceivedEvent) => T) => events.map(pick);
  const added = await tx.query<{ id: string }>(INSERT, [
    tx.tenantId,
    column(() => newId()),
    column(({ source }) => source),
    column(({ id }) => id),
    column(({ type }) => type),
    column(({ subject }) => subject),
    column(({ time }) => time),
    column(({ contentType }) => contentType),
    column(({ dataSchema }) => dataSchema),
    column(({ extensions }) => JSON.stringify(extensions)),
    column(({ data, dataBase64 }) => (dataBase64 === null ? JSON.stringify(data) : null)),
    column(({ dataBase64 }) => dataBase64),
    column(({ depth }) => depth),
    actor,
  ]);
  const names = [column(({ source }) => source), column(({ id }) => id)];
  const kept = await tx.query<KeptEvent>(BY_NAME, [tx.tenantId, ...names]);
  return { added: new Set(added.map(({ id }) => id)), kept };
}

const FIND = `SELECT ${EVENT_COLUMNS} FROM maestro_received_events e WHERE e.tenant_id = $1 AND e.id = $2`;

export async function findReceivedEvent(tx: EventTx, id: string): Promise<ReceivedEventRow | null> {
  const [row] = await tx.query<ReceivedEventRow>(FIND, [tx.tenantId, id]);
  return row ?? null;
}
