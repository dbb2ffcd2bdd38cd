-- Purpose   Forgets results whose time is over.
-- Params    $1 how many
-- Result    one row for each.
-- Locks     the rows, skipping those that others hold.
-- Index     maestro_cache_expires.
DELETE FROM maestro_cache WHERE (tenant_id, key) IN (
  SELECT tenant_id, key FROM maestro_cache WHERE expires_at <= maestro_now()
  ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING key
