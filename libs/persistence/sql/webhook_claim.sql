-- Purpose   Takes deliveries whose time has come, a few of each webhook, so that one which is slow holds up no other.
-- Params    $1 name of the leader's lease, $2 holder, $3 term, $4 how many, $5 how many of one webhook, $6 milliseconds for
--           which they are taken, $7 token; webhooks that are busy: $8 webhook[] and $9 how many of its own are under way
-- Result    the deliveries, none where the term is over
-- Locks     the deliveries, skipping those that others hold.
-- Index     maestro_webhook_deliveries_open: one entry of each webhook for which something waits, then what is due of it
WITH RECURSIVE waiting AS (
  (SELECT d.tenant_id, d.webhook_id FROM maestro_webhook_deliveries d WHERE d.finished_at IS NULL
   ORDER BY d.tenant_id, d.webhook_id LIMIT 1)
  UNION ALL
  SELECT n.tenant_id, n.webhook_id FROM waiting w CROSS JOIN LATERAL (
    SELECT d.tenant_id, d.webhook_id FROM maestro_webhook_deliveries d
    WHERE d.finished_at IS NULL AND (d.tenant_id, d.webhook_id) > (w.tenant_id, w.webhook_id)
    ORDER BY d.tenant_id, d.webhook_id LIMIT 1) n
), due AS MATERIALIZED (
  SELECT d.tenant_id, d.id
  FROM waiting w
  LEFT JOIN unnest($8::uuid[], $9::int[]) AS b (webhook_id, count) ON b.webhook_id = w.webhook_id
  CROSS JOIN LATERAL (
    SELECT d.tenant_id, d.id FROM maestro_webhook_deliveries d
    WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.webhook_id AND d.finished_at IS NULL AND d.next_at <= maestro_now()
    ORDER BY d.next_at LIMIT greatest(0, $5::int - coalesce(b.count, 0))
    FOR NO KEY UPDATE SKIP LOCKED) d
  WHERE EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
  LIMIT $4
)
UPDATE maestro_webhook_deliveries d
SET next_at = maestro_now() + $6::int * interval '1 millisecond', token = $7::uuid
FROM due WHERE d.tenant_id = due.tenant_id AND d.id = due.id
RETURNING d.tenant_id AS "tenantId", d.id, d.webhook_id AS "webhookId", d.event_id AS "eventId", d.type, d.body, d.attempts
