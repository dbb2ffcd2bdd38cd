-- Purpose   Uses a permission for one run up, so that it serves no other.
-- Params    $1 tenant, $2 its id, $3 the run
-- Result    one row where it is that run's
-- Locks     its row
-- Index     primary key
UPDATE maestro_freeze_breaks SET used_by = $3
WHERE tenant_id = $1 AND id = $2 AND expires_at > maestro_now() AND approved_by IS NOT NULL
  AND (used_by IS NULL OR used_by = $3)
RETURNING id
