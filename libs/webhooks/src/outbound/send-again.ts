import { formatId, newId, recordAudit, type TenantTx } from '@maestro/persistence';
import {
  findDelivery,
  insertDelivery,
  type DeliveryRow,
  type WebhookRow,
} from '@maestro/persistence/webhooks';
import { MaestroError } from '@maestro/problems';
import { cloudEvent } from './cloud-event';
import { TEST_EVENT } from './event-types';
import { getWebhook } from './write-webhook';

/** Has a test event delivered to a webhook. @throws MaestroError `webhook-off` */
export async function testWebhook(tx: TenantTx, row: WebhookRow, actor: string): Promise<DeliveryRow> {
  requireOn(row);
  const [id, eventId] = [newId(), formatId('msg', newId())];
  const [clock] = await tx.query<{ now: Date }>('SELECT maestro_now() AS now');
  const subject = formatId('whk', row.id);
  const envelope = {
    id: eventId,
    tenantId: tx.tenantId,
    type: TEST_EVENT,
    subject,
    at: clock?.now ?? new Date(),
  };
  const body = cloudEvent(envelope, { webhook_id: subject, requested_by: actor });
  await insertDelivery(tx, { id, webhookId: row.id, eventId, type: TEST_EVENT, body, replayOf: null });
  await recordAudit(tx, { actor, action: 'webhook.tested', subject });
  return getDelivery(tx, id);
}

/**
 * Has a delivery that is over sent again: the same event under the same id.
 *
 * @throws MaestroError `not-found`, `delivery-pending`, `webhook-off`
 */
export async function replayDelivery(tx: TenantTx, id: string | null, actor: string): Promise<DeliveryRow> {
  const was = await getDelivery(tx, id);
  if (was.status === 'pending')
    throw new MaestroError('delivery-pending', 'The delivery is still under way.');
  requireOn(await getWebhook(tx, was.webhookId, true));
  const again = newId();
  const { webhookId, eventId, type, body } = was;
  await insertDelivery(tx, { id: again, webhookId, eventId, type, body, replayOf: was.id });
  const detail = { delivery_id: formatId('whd', was.id), event_id: eventId };
  await recordAudit(tx, { actor, action: 'webhook.replayed', subject: formatId('whk', webhookId), detail });
  return getDelivery(tx, again);
}

async function getDelivery(tx: TenantTx, id: string | null): Promise<DeliveryRow> {
  const row = id === null ? null : await findDelivery(tx, id);
  if (row) return row;
  throw new MaestroError('not-found', 'There is no such delivery.');
}

function requireOn({ enabled }: WebhookRow): void {
  if (!enabled) throw new MaestroError('webhook-off', 'The webhook is off: switch it on first.');
}
