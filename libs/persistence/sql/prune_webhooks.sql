-- Purpose   Forgets deliveries that ended long ago.
-- Params    $1 how old in days, $2 how many
-- Result    one row for each.
-- Locks     the rows, skipping those that others hold.
-- Index     maestro_webhook_deliveries_ended
DELETE FROM maestro_webhook_deliveries WHERE (tenant_id, id) IN (
  SELECT tenant_id, id FROM maestro_webhook_deliveries
  WHERE finished_at < maestro_now() - $1::int * interval '1 day' ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id
