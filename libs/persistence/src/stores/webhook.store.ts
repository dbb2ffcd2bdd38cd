import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from '../views/page';

const offStatement = statement('webhook_off');

/** What people may change. */
export interface WebhookFields {
  url: string;
  description: string;
  /** Types of events that it hears of. */
  events: readonly string[];
  /** Of runs of these alone; none: of all. */
  templateIds: readonly string[];
  orchestraIds: readonly string[];
}

export interface WebhookRow extends WebhookFields {
  id: string;
  enabled: boolean;
  /** Why it is off: switched off, gone, or failing for too long. */
  offReason: 'manual' | 'gone' | 'failing' | null;
  failingSince: Date | null;
  secretId: string;
  previousSecretId: string | null;
  previousUntil: Date | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

export const deliveryStatuses = ['pending', 'delivered', 'failed', 'cancelled'] as const;

export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One try to deliver something. */
export interface DeliveryAttempt {
  at: string;
  /** What the server answered; null where it did not. */
  status: number | null;
  latency_ms: number;
  /** Code of what went wrong; null where it was taken. */
  error: string | null;
  /** The beginning of the answer, masked. */
  response: string | null;
}

export interface NewDelivery {
  id: string;
  webhookId: string;
  eventId: string;
  type: string;
  body: string;
  replayOf: string | null;
}

export interface DeliveryRow extends NewDelivery {
  status: DeliveryStatus;
  nextAt: Date;
  attempts: number;
  log: DeliveryAttempt[];
  createdAt: Date;
  finishedAt: Date | null;
}

const WEBHOOK = `w.id, w.url, w.description, w.events, w.template_ids AS "templateIds", w.orchestra_ids AS "orchestraIds", w.enabled,
  w.off_reason AS "offReason", w.failing_since AS "failingSince", w.secret_id AS "secretId",
  w.previous_secret_id AS "previousSecretId", w.previous_until AS "previousUntil", w.created_by AS "createdBy",
  w.created_at AS "createdAt", w.updated_at AS "updatedAt"`;
const DELIVERY = `d.id, d.webhook_id AS "webhookId", d.event_id AS "eventId", d.type, d.body, d.status, d.next_at AS "nextAt",
  d.attempts, d.log, d.replay_of AS "replayOf", d.created_at AS "createdAt", d.finished_at AS "finishedAt"`;
const FIND = `SELECT ${WEBHOOK} FROM maestro_webhooks w WHERE w.tenant_id = $1 AND w.id = $2`;
const LIST = `SELECT ${WEBHOOK} FROM maestro_webhooks w
  WHERE w.tenant_id = $1 AND ($2::uuid IS NULL OR w.id > $2) ORDER BY w.id LIMIT $3`;
const FIND_DELIVERY = `SELECT ${DELIVERY} FROM maestro_webhook_deliveries d WHERE d.tenant_id = $1 AND d.id = $2`;
const LIST_DELIVERIES = `SELECT ${DELIVERY} FROM maestro_webhook_deliveries d
  WHERE d.tenant_id = $1 AND d.webhook_id = $2 AND ($3::uuid IS NULL OR d.id < $3)
    AND (cardinality($4::text[]) = 0 OR d.status = ANY ($4::text[]))
  ORDER BY d.id DESC LIMIT $5`;

/** The webhook, or null; `lock` keeps others from changing it until the transaction ends. */
export async function findWebhook(
  tx: TenantTx,
  id: string,
  { lock }: { lock: boolean } = { lock: false },
): Promise<WebhookRow | null> {
  const text = lock ? `${FIND} FOR NO KEY UPDATE` : FIND;
  const [row] = await tx.query<WebhookRow>(text, [tx.tenantId, id]);
  return row ?? null;
}

/** Webhooks by their age. */
export async function listWebhooks(
  tx: TenantTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<WebhookRow>> {
  const rows = await tx.query<WebhookRow>(LIST, [tx.tenantId, after, limit + 1]);
  return pageOf(rows, limit);
}

export async function insertWebhook(
  tx: TenantTx,
  row: WebhookFields & { id: string; secretId: string; createdBy: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO maestro_webhooks (tenant_id, id, url, description, events, template_ids, orchestra_ids, secret_id, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [...valuesOf(tx, row), row.secretId, row.createdBy],
  );
}

export async function updateWebhook(tx: TenantTx, row: WebhookFields & { id: string }): Promise<void> {
  await tx.query(
    `UPDATE maestro_webhooks SET url = $3, description = $4, events = $5, template_ids = $6, orchestra_ids = $7,
       updated_at = maestro_now()
     WHERE tenant_id = $1 AND id = $2`,
    valuesOf(tx, row),
  );
}

/** Gives it another secret; the one before signs as well for so many seconds. */
export async function replaceWebhookSecret(
  tx: TenantTx,
  id: string,
  { secretId, overlapSeconds }: { secretId: string; overlapSeconds: number },
): Promise<void> {
  await tx.query(
    `UPDATE maestro_webhooks SET previous_secret_id = secret_id, secret_id = $3, updated_at = maestro_now(),
       previous_until = maestro_now() + $4::int * interval '1 second'
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id, secretId, overlapSeconds],
  );
}

export async function switchWebhookOn(tx: TenantTx, id: string): Promise<void> {
  await tx.query(
    `UPDATE maestro_webhooks SET enabled = true, off_reason = NULL, failing_since = NULL, updated_at = maestro_now()
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id],
  );
}

/** Switches it off and cancels what waits for it; what it was is written to the audit trail. */
export async function switchWebhookOff(
  tx: TenantTx,
  { id, reason, actor, subject }: { id: string; reason: 'manual'; actor: string; subject: string },
): Promise<void> {
  await tx.query(offStatement.text, [tx.tenantId, id, reason, actor, subject]);
}

/** Forgets it, with all its deliveries. Its secrets are for the caller to forget. */
export async function deleteWebhook(tx: TenantTx, id: string): Promise<void> {
  await tx.query('DELETE FROM maestro_webhooks WHERE tenant_id = $1 AND id = $2', [tx.tenantId, id]);
}

export async function insertDelivery(tx: TenantTx, row: NewDelivery): Promise<void> {
  await tx.query(
    `INSERT INTO maestro_webhook_deliveries (tenant_id, id, webhook_id, event_id, type, body, replay_of)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenantId, row.id, row.webhookId, row.eventId, row.type, row.body, row.replayOf],
  );
}

/** Takes a delivery back that nobody is to have any more. */
export async function cancelDelivery(tx: TenantTx, id: string): Promise<void> {
  await tx.query(
    `UPDATE maestro_webhook_deliveries SET status = 'cancelled', finished_at = maestro_now()
     WHERE tenant_id = $1 AND id = $2 AND finished_at IS NULL`,
    [tx.tenantId, id],
  );
}

export async function findDelivery(tx: TenantTx, id: string): Promise<DeliveryRow | null> {
  const [row] = await tx.query<DeliveryRow>(FIND_DELIVERY, [tx.tenantId, id]);
  return row ?? null;
}

/** Deliveries to a webhook, newest first. */
export async function listDeliveries(
  tx: TenantTx,
  filter: { webhookId: string; statuses: readonly DeliveryStatus[]; after: string | null; limit: number },
): Promise<Page<DeliveryRow>> {
  const rows = await tx.query<DeliveryRow>(LIST_DELIVERIES, [
    ...[tx.tenantId, filter.webhookId, filter.after, filter.statuses, filter.limit + 1],
  ]);
  return pageOf(rows, filter.limit);
}

function valuesOf(tx: TenantTx, row: WebhookFields & { id: string }): unknown[] {
  const { id, url, description, events, templateIds, orchestraIds } = row;
  return [tx.tenantId, id, url, description, events, templateIds, orchestraIds];
}
