import type { JsonObject } from '@maestro/dsl';
import type { OrchestraAuthor } from './orchestra.store';
import type { EventTx } from './received-event.store';

export const triggerKinds = ['event', 'run_finished'] as const;

export type TriggerKind = (typeof triggerKinds)[number];

/** What a trigger looks at before its expression is evaluated. Empty lists let everything pass. */
export interface TriggerFilter {
  /** Of events: types, exactly or `prefix.*`, and sources. */
  types?: readonly string[];
  sources?: readonly string[];
  /** Of ends of runs: templates, orchestras and statuses. */
  templates?: readonly string[];
  orchestras?: readonly string[];
  statuses?: readonly string[];
}

/** What people may change. */
export interface TriggerFields {
  name: string;
  description: string;
  filter: TriggerFilter;
  match: string | null;
  inputs: JsonObject;
  labels: Readonly<Record<string, string>>;
  idempotencyKey: string | null;
  maxDepth: number;
  maxPerMinute: number;
  enabled: boolean;
}

/** What a trigger is, for good. */
export interface TriggerKindFields {
  kind: TriggerKind;
  /** One of them. */
  templateId: string | null;
  orchestraId: string | null;
}

export interface TriggerRow extends TriggerFields, TriggerKindFields {
  id: string;
  /** Of the template or the orchestra. */
  targetName: string;
  version: number;
  createdBy: string;
  /** Who answers for its runs. */
  changedBy: string;
  changedSubject: string | null;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = `t.id, t.name, t.description, t.kind, t.filter, t.match, t.template_id AS "templateId",
  t.orchestra_id AS "orchestraId", coalesce(m.name, o.name) AS "targetName", t.inputs, t.labels,
  t.idempotency_key AS "idempotencyKey", t.max_depth::int AS "maxDepth", t.max_per_minute AS "maxPerMinute", t.enabled, t.version,
  t.created_by AS "createdBy", t.changed_by AS "changedBy", t.changed_subject AS "changedSubject", t.created_at AS "createdAt",
  t.updated_at AS "updatedAt"`;
const FROM = `FROM maestro_triggers t
  LEFT JOIN maestro_templates m ON m.tenant_id = t.tenant_id AND m.id = t.template_id
  LEFT JOIN maestro_orchestras o ON o.tenant_id = t.tenant_id AND o.id = t.orchestra_id`;
const FIND = `SELECT ${COLUMNS} ${FROM} WHERE t.tenant_id = $1 AND t.id = $2 AND t.deleted_at IS NULL`;
const ENABLED = `SELECT ${COLUMNS} ${FROM} WHERE t.tenant_id = $1 AND t.kind = $2 AND t.enabled ORDER BY t.id`;
const LIST = `SELECT ${COLUMNS} ${FROM}
  WHERE t.tenant_id = $1 AND t.id > $2 AND t.deleted_at IS NULL AND ($3::text IS NULL OR t.kind = $3)
    AND ($4::boolean IS NULL OR t.enabled = $4)
  ORDER BY t.id LIMIT $5`;
const COUNT =
  'SELECT count(*)::int AS count FROM maestro_triggers WHERE tenant_id = $1 AND deleted_at IS NULL';
const INSERT = `INSERT INTO maestro_triggers (tenant_id, id, name, description, filter, match, inputs, labels, idempotency_key,
    max_depth, max_per_minute, enabled, changed_by, changed_subject, kind, template_id, orchestra_id, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $13)`;
const UPDATE = `UPDATE maestro_triggers SET name = $3, description = $4, filter = $5, match = $6, inputs = $7, labels = $8,
    idempotency_key = $9, max_depth = $10, max_per_minute = $11, enabled = $12, changed_by = $13, changed_subject = $14,
    version = version + 1, updated_at = maestro_now()
  WHERE tenant_id = $1 AND id = $2`;
const HIDE = `UPDATE maestro_triggers SET enabled = false, deleted_at = maestro_now(), version = version + 1,
    updated_at = maestro_now(), changed_by = $3, changed_subject = $4
  WHERE tenant_id = $1 AND id = $2`;

/** The trigger, or null; `lock` keeps others from changing it until the transaction ends. */
export async function findTrigger(
  tx: EventTx,
  id: string,
  { lock }: { lock: boolean } = { lock: false },
): Promise<TriggerRow | null> {
  const text = lock ? `${FIND} FOR NO KEY UPDATE OF t` : FIND;
  const [row] = await tx.query<TriggerRow>(text, [tx.tenantId, id]);
  return row ?? null;
}

/** Those that are on, by their age. */
export async function enabledTriggers(tx: EventTx, kind: TriggerKind): Promise<TriggerRow[]> {
  return tx.query<TriggerRow>(ENABLED, [tx.tenantId, kind]);
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** By their age; one more than asked for where the list goes on. */
export async function listTriggers(
  tx: EventTx,
  filter: { kind: TriggerKind | null; enabled: boolean | null; after: string | null; limit: number },
): Promise<{ rows: TriggerRow[]; hasMore: boolean }> {
  const { kind, enabled, after, limit } = filter;
  const rows = await tx.query<TriggerRow>(LIST, [tx.tenantId, after ?? NO_ID, kind, enabled, limit + 1]);
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

export async function countTriggers(tx: EventTx): Promise<number> {
  const [row] = await tx.query<{ count: number }>(COUNT, [tx.tenantId]);
  return row?.count ?? 0;
}

export async function insertTrigger(
  tx: EventTx,
  fields: TriggerFields & TriggerKindFields & { id: string },
  author: OrchestraAuthor,
): Promise<void> {
  const { kind, templateId, orchestraId } = fields;
  await tx.query(INSERT, [...valuesOf(tx, fields, author), kind, templateId, orchestraId]);
}

/** Writes all fields of a trigger that the transaction has locked. */
export async function updateTrigger(
  tx: EventTx,
  fields: TriggerFields & { id: string },
  author: OrchestraAuthor,
): Promise<void> {
  await tx.query(UPDATE, valuesOf(tx, fields, author));
}

/** Takes a trigger out of sight, and off. */
export async function hideTrigger(
  tx: EventTx,
  id: string,
  { actor, subject }: OrchestraAuthor,
): Promise<void> {
  await tx.query(HIDE, [tx.tenantId, id, actor, subject]);
}

function valuesOf(
  tx: EventTx,
  fields: TriggerFields & { id: string },
  { actor, subject }: OrchestraAuthor,
): unknown[] {
  const { id, name, description, match, idempotencyKey, maxDepth, maxPerMinute, enabled } = fields;
  const [filter, inputs, labels] = [fields.filter, fields.inputs, fields.labels].map((v) =>
    JSON.stringify(v),
  );
  return [
    ...[tx.tenantId, id, name, description, filter, match, inputs, labels, idempotencyKey],
    ...[maxDepth, maxPerMinute, enabled, actor, subject],
  ];
}
