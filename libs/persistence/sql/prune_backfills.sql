-- Purpose   Forgets backfills that were asked for long ago, of all tenants, and of which no slot is left.
-- Params    $1 how old in days, $2 how many
-- Result    one row a backfill
-- Locks     the rows
-- Index     maestro_backfills_created, from its old end; maestro_schedule_slots_backfill
DELETE FROM maestro_backfills WHERE (tenant_id, id) IN (
  SELECT b.tenant_id, b.id FROM maestro_backfills b
  WHERE b.created_at < maestro_now() - $1::int * interval '1 day'
    AND NOT EXISTS (SELECT FROM maestro_schedule_slots s WHERE s.tenant_id = b.tenant_id AND s.backfill_id = b.id OFFSET 0)
  ORDER BY b.created_at LIMIT $2::int)
RETURNING id
