-- Purpose   Forgets answers to requests whose time is over.
-- Params    $1 how many
-- Result    one row for each
-- Locks     the rows, skipping those that others hold
-- Index     maestro_requests_expires
DELETE FROM maestro_requests WHERE (tenant_id, principal, route, key) IN (
  SELECT tenant_id, principal, route, key FROM maestro_requests WHERE expires_at <= maestro_now()
  ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING key
