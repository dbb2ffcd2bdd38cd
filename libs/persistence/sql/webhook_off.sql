-- Purpose   Switches a webhook off, cancels what waits for it, and says so in the audit trail.
-- Params    $1 tenant, $2 webhook, $3 reason, $4 actor, $5 the webhook as the API shows its id
-- Result    how many deliveries were cancelled; no row where it was off already.
-- Locks     the webhook, then its open deliveries.
-- Index     primary key, maestro_webhook_deliveries_open
WITH off AS (
  UPDATE maestro_webhooks SET enabled = false, off_reason = $3, updated_at = maestro_now()
  WHERE tenant_id = $1 AND id = $2 AND enabled
  RETURNING tenant_id, id
), cancelled AS (
  UPDATE maestro_webhook_deliveries d SET status = 'cancelled', finished_at = maestro_now()
  FROM off WHERE d.tenant_id = off.tenant_id AND d.webhook_id = off.id AND d.finished_at IS NULL
  RETURNING d.id
), told AS (
  INSERT INTO maestro_audit_entries (tenant_id, actor, action, subject, detail)
  SELECT tenant_id, $4, 'webhook.disabled', $5,
         jsonb_build_object('reason', $3::text, 'cancelled', (SELECT count(*) FROM cancelled)) FROM off
)
SELECT (SELECT count(*)::int FROM cancelled) AS cancelled FROM off
