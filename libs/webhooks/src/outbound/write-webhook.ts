import { formatId, newId, recordAudit, type TenantTx } from '@maestro/persistence';
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  replaceWebhookSecret,
  switchWebhookOff,
  switchWebhookOn,
  updateWebhook,
  type WebhookFields,
  type WebhookRow,
} from '@maestro/persistence/webhooks';
import { faultAt, MaestroError } from '@maestro/problems';
import { forgetValues, sealValue, type Secrets } from '@maestro/secrets';
import { newSigningSecret } from '../signing/secret';
import { eventTypes, isEventType } from './event-types';

/** What a signing secret is sealed for. */
export const SECRET_PURPOSE = 'webhook';
/** Addresses that a tenant may have. */
const MAX_WEBHOOKS = 50;
const KNOWN_TEMPLATES = 'SELECT id FROM maestro_templates WHERE tenant_id = $1 AND id = ANY ($2::uuid[])';
const KNOWN_ORCHESTRAS =
  'SELECT id FROM maestro_orchestras WHERE tenant_id = $1 AND id = ANY ($2::uuid[]) AND deleted_at IS NULL';

/**
 * Makes a webhook, on from the beginning.
 *
 * @returns it, and its secret, which is never shown again
 * @throws MaestroError `secrets-off`, and with pointers
 */
export async function createWebhook(
  secrets: Secrets,
  tx: TenantTx,
  { fields, actor }: { fields: WebhookFields; actor: string },
): Promise<{ row: WebhookRow; secret: string }> {
  await check(tx, fields);
  const [count] = await tx.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM maestro_webhooks WHERE tenant_id = $1',
    [tx.tenantId],
  );
  if ((count?.count ?? 0) >= MAX_WEBHOOKS)
    throw new MaestroError('quota-exceeded', `A tenant has ${MAX_WEBHOOKS} webhooks at most.`);
  const [id, secret] = [newId(), newSigningSecret()];
  const secretId = await sealValue(secrets, tx, { purpose: SECRET_PURPOSE, value: secret });
  await insertWebhook(tx, { ...fields, id, secretId, createdBy: actor });
  await record(tx, { id, actor, action: 'webhook.created', detail: detailOf(fields) });
  return { row: await getWebhook(tx, id), secret };
}

/** @throws MaestroError `not-found` */
export async function getWebhook(tx: TenantTx, id: string | null, lock = false): Promise<WebhookRow> {
  const row = id === null ? null : await findWebhook(tx, id, { lock });
  if (row) return row;
  throw new MaestroError('not-found', 'There is no such webhook.');
}

/** Changes a webhook that is locked. @throws MaestroError with pointers */
export async function changeWebhook(
  tx: TenantTx,
  row: WebhookRow,
  { changes, actor }: { changes: Partial<WebhookFields>; actor: string },
): Promise<WebhookRow> {
  const fields = { ...row, ...changes };
  await check(tx, fields);
  await updateWebhook(tx, fields);
  await record(tx, { id: row.id, actor, action: 'webhook.changed', detail: detailOf(changes) });
  return getWebhook(tx, row.id);
}

/** Forgets a webhook that is locked, its deliveries and its secrets. */
export async function removeWebhook(tx: TenantTx, row: WebhookRow, actor: string): Promise<void> {
  await deleteWebhook(tx, row.id);
  await forgetValues(tx, secretsOf(row));
  await record(tx, { id: row.id, actor, action: 'webhook.deleted', detail: detailOf(row) });
}

/**
 * Gives a webhook that is locked a new secret. For so many seconds both sign.
 *
 * @returns the secret, which is never shown again
 */
export async function rotateWebhookSecret(
  secrets: Secrets,
  tx: TenantTx,
  { row, overlapSeconds, actor }: { row: WebhookRow; overlapSeconds: number; actor: string },
): Promise<{ row: WebhookRow; secret: string }> {
  const secret = newSigningSecret();
  const secretId = await sealValue(secrets, tx, { purpose: SECRET_PURPOSE, value: secret });
  await replaceWebhookSecret(tx, row.id, { secretId, overlapSeconds });
  if (row.previousSecretId) await forgetValues(tx, [row.previousSecretId]);
  const detail = { overlap_seconds: overlapSeconds };
  await record(tx, { id: row.id, actor, action: 'webhook.secret_rotated', detail });
  return { row: await getWebhook(tx, row.id), secret };
}

/** Switches a webhook that is locked on or off. Off: what waits for it is cancelled. */
export async function switchWebhook(
  tx: TenantTx,
  { id, enabled }: WebhookRow,
  { on, actor }: { on: boolean; actor: string },
): Promise<WebhookRow> {
  if (on && !enabled) {
    await switchWebhookOn(tx, id);
    await record(tx, { id, actor, action: 'webhook.enabled', detail: {} });
  }
  if (!on && enabled)
    await switchWebhookOff(tx, { id, reason: 'manual', actor, subject: formatId('whk', id) });
  return getWebhook(tx, id);
}

async function check(tx: TenantTx, { url, events, templateIds, orchestraIds }: WebhookFields): Promise<void> {
  checkUrl(url);
  if (events.length === 0) throw faultAt('out-of-range', '/events', 'This needs an entry at least.');
  events.forEach((type, i) => {
    if (isEventType(type)) return;
    const known = Object.keys(eventTypes).join(', ');
    throw faultAt('validation-failed', `/events/${i}`, `This must be one of ${known}.`);
  });
  await checkKnown(tx, { text: KNOWN_TEMPLATES, ids: templateIds, pointer: '/templates' });
  await checkKnown(tx, { text: KNOWN_ORCHESTRAS, ids: orchestraIds, pointer: '/orchestras' });
}

function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  const scheme = url?.protocol;
  if (!url || (scheme !== 'https:' && scheme !== 'http:'))
    throw faultAt('unsupported-scheme', '/url', 'This must be an absolute address with https or http.');
  if (url.username !== '' || url.password !== '')
    throw faultAt('validation-failed', '/url', 'An address holds no name and no password.');
}

async function checkKnown(
  tx: TenantTx,
  { text, ids, pointer }: { text: string; ids: readonly string[]; pointer: string },
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx.query<{ id: string }>(text, [tx.tenantId, ids]);
  const known = new Set(rows.map(({ id }) => id));
  const place = ids.findIndex((id) => !known.has(id));
  if (place >= 0) throw faultAt('unknown-ref', `${pointer}/${place}`, 'There is nothing under this id.');
}

function secretsOf({ secretId, previousSecretId }: WebhookRow): string[] {
  return previousSecretId ? [secretId, previousSecretId] : [secretId];
}

/** Of an address the audit trail repeats the origin: the rest may be as good as a password. */
function detailOf({ url, events }: Partial<WebhookFields>): Record<string, unknown> {
  return { ...(url === undefined ? {} : { origin: new URL(url).origin }), ...(events ? { events } : {}) };
}

interface Entry {
  id: string;
  actor: string;
  action: string;
  detail: Record<string, unknown>;
}

async function record(tx: TenantTx, { id, actor, action, detail }: Entry): Promise<void> {
  await recordAudit(tx, { actor, action, subject: formatId('whk', id), detail });
}
