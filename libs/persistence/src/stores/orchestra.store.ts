import type { JsonObject } from '@maestro/dsl';
import type { TenantTx } from '../tenant-database';

/** What orchestras are sorted by. */
export const orchestraTags = [
  'Outreach',
  'Inbox',
  'Research',
  'Monitor',
  'Marketing',
  'Content',
  'CRM',
] as const;

export type OrchestraTag = (typeof orchestraTags)[number];

/** Derived: `running` while a run of it is open, else `paused` while it is off, else `scheduled` with a cron or an interval, else `idle`. */
export const orchestraStatuses = ['running', 'idle', 'scheduled', 'paused'] as const;

export type OrchestraStatus = (typeof orchestraStatuses)[number];

/** What people may change. */
export interface OrchestraFields {
  name: string;
  tag: OrchestraTag | null;
  description: string;
  /** What its runs are started with. */
  inputs: JsonObject;
  labels: Readonly<Record<string, string>>;
  /** Which secret of the tenant stands for a name that its score uses. */
  secretBindings: Readonly<Record<string, string>>;
  /** Five fields; null: nothing begins by itself. */
  cron: string | null;
  timeZone: string;
  /** As it was checked: what differs from the defaults. */
  schedule: JsonObject;
  enabled: boolean;
}

export interface OrchestraRow extends OrchestraFields {
  id: string;
  /** Its score. */
  templateId: string;
  templateName: string;
  status: OrchestraStatus;
  /** When the scheduler has to look next; null: never. */
  nextFireAt: Date | null;
  /** Slots up to here are settled. */
  lastSlot: Date | null;
  version: number;
  createdBy: string;
  /** Who answers for the runs that begin by themselves. */
  changedBy: string;
  changedSubject: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Who makes a change, by name and by the stable subject behind it. */
export interface OrchestraAuthor {
  actor: string;
  subject: string | null;
}

/** Of an orchestra `o` and the template `t` it plays. The one place where the status is derived. */
export const ORCHESTRA_COLUMNS = `o.id, o.name, o.tag, o.description, o.template_id AS "templateId", t.name AS "templateName",
  o.inputs, o.labels, o.secret_bindings AS "secretBindings", o.cron, o.time_zone AS "timeZone", o.schedule, o.enabled,
  o.next_fire_at AS "nextFireAt", o.last_slot AS "lastSlot", o.version, o.created_by AS "createdBy",
  o.changed_by AS "changedBy", o.changed_subject AS "changedSubject", o.created_at AS "createdAt", o.updated_at AS "updatedAt",
  CASE WHEN EXISTS (SELECT FROM maestro_runs r WHERE r.tenant_id = o.tenant_id AND r.orchestra_id = o.id
                      AND r.parent_run IS NULL AND r.finished_at IS NULL) THEN 'running'
       WHEN NOT o.enabled THEN 'paused' WHEN o.cron IS NOT NULL OR o.schedule ? 'interval' THEN 'scheduled' ELSE 'idle' END AS status`;

const FIND = `SELECT ${ORCHESTRA_COLUMNS}
  FROM maestro_orchestras o JOIN maestro_templates t ON t.tenant_id = o.tenant_id AND t.id = o.template_id
  WHERE o.tenant_id = $1 AND o.id = $2 AND o.deleted_at IS NULL`;
const INSERT = `INSERT INTO maestro_orchestras (tenant_id, id, name, tag, description, inputs, labels, secret_bindings, cron,
    time_zone, schedule, enabled, changed_by, changed_subject, template_id, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $13)`;
const UPDATE = `UPDATE maestro_orchestras SET name = $3, tag = $4, description = $5, inputs = $6, labels = $7, secret_bindings = $8,
    cron = $9, time_zone = $10, schedule = $11, enabled = $12, changed_by = $13, changed_subject = $14,
    version = version + 1, updated_at = maestro_now()
  WHERE tenant_id = $1 AND id = $2`;
const RESCHEDULE =
  'UPDATE maestro_orchestras SET last_slot = $3, next_fire_at = $4 WHERE tenant_id = $1 AND id = $2';
const COUNT_ENABLED = `SELECT count(*)::int AS count FROM (
    SELECT FROM maestro_orchestras WHERE tenant_id = $1 AND enabled LIMIT $2) enabled`;
const HIDE = `UPDATE maestro_orchestras SET enabled = false, next_fire_at = NULL, deleted_at = maestro_now(),
    version = version + 1, updated_at = maestro_now(), changed_by = $3, changed_subject = $4
  WHERE tenant_id = $1 AND id = $2`;

const BINDINGS =
  'SELECT secret_bindings AS bindings FROM maestro_orchestras WHERE tenant_id = $1 AND id = $2';
const BINDINGS_OF_RUN = `SELECT o.secret_bindings AS bindings
  FROM maestro_runs r JOIN maestro_orchestras o ON o.tenant_id = r.tenant_id AND o.id = r.orchestra_id
  WHERE r.tenant_id = $1 AND r.id = $2`;

/** The orchestra, or null; `lock` keeps others from changing it until the transaction ends. */
export async function findOrchestra(
  tx: TenantTx,
  id: string,
  { lock }: { lock: boolean } = { lock: false },
): Promise<OrchestraRow | null> {
  const text = lock ? `${FIND} FOR NO KEY UPDATE OF o` : FIND;
  const [row] = await tx.query<OrchestraRow>(text, [tx.tenantId, id]);
  return row ?? null;
}

export async function insertOrchestra(
  tx: TenantTx,
  fields: OrchestraFields & { id: string; templateId: string },
  author: OrchestraAuthor,
): Promise<void> {
  await tx.query(INSERT, [...valuesOf(tx, fields, author), fields.templateId]);
}

/** Writes all fields of an orchestra that the transaction has locked. */
export async function updateOrchestra(
  tx: TenantTx,
  fields: OrchestraFields & { id: string },
  author: OrchestraAuthor,
): Promise<void> {
  await tx.query(UPDATE, valuesOf(tx, fields, author));
}

/** Says up to when slots are settled, and when the scheduler has to look next, if at all. */
export async function rescheduleOrchestra(
  tx: TenantTx,
  id: string,
  { settled, next }: { settled: Date; next: Date | null },
): Promise<void> {
  await tx.query(RESCHEDULE, [tx.tenantId, id, settled, next]);
}

/** How many are switched on, counted up to `most`. */
export async function countEnabledOrchestras(tx: TenantTx, most: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(COUNT_ENABLED, [tx.tenantId, most]);
  return row?.count ?? 0;
}

/** Takes an orchestra out of sight, and off. */
export async function hideOrchestra(tx: TenantTx, id: string, author: OrchestraAuthor): Promise<void> {
  await tx.query(HIDE, [tx.tenantId, id, author.actor, author.subject]);
}

/** Which secrets stand for the names that the score of an orchestra uses. */
export async function secretBindingsOf(
  tx: TenantTx,
  orchestraId: string,
): Promise<OrchestraFields['secretBindings']> {
  const [row] = await tx.query<{ bindings: OrchestraFields['secretBindings'] }>(BINDINGS, [
    tx.tenantId,
    orchestraId,
  ]);
  return row?.bindings ?? {};
}

/** The same for a run; none where it plays in no orchestra. */
export async function secretBindingsOfRun(
  tx: TenantTx,
  runId: string,
): Promise<OrchestraFields['secretBindings']> {
  const [row] = await tx.query<{ bindings: OrchestraFields['secretBindings'] }>(BINDINGS_OF_RUN, [
    tx.tenantId,
    runId,
  ]);
  return row?.bindings ?? {};
}

function valuesOf(
  tx: TenantTx,
  fields: OrchestraFields & { id: string },
  { actor, subject }: OrchestraAuthor,
): unknown[] {
  const { id, name, tag, description, cron, timeZone, enabled } = fields;
  const [inputs, labels, bindings, schedule] = [
    fields.inputs,
    fields.labels,
    fields.secretBindings,
    fields.schedule,
  ].map((value) => JSON.stringify(value));
  return [
    ...[tx.tenantId, id, name, tag, description, inputs, labels, bindings],
    ...[cron, timeZone, schedule, enabled, actor, subject],
  ];
}
