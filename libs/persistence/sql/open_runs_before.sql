-- Purpose   The open runs of an orchestra that were made before one of them; not those that they began.
-- Params    $1 tenant, $2 orchestra, $3 run
-- Index     the primary key of runs, maestro_runs_orchestra_open
SELECT r.id
FROM (SELECT created_at, id FROM maestro_runs WHERE tenant_id = $1 AND id = $3 OFFSET 0) me
CROSS JOIN LATERAL (
  SELECT r.id, r.created_at FROM maestro_runs r
  WHERE r.tenant_id = $1 AND r.orchestra_id = $2 AND r.parent_run IS NULL AND r.finished_at IS NULL
    AND (r.created_at, r.id) < (me.created_at, me.id) OFFSET 0) r
ORDER BY r.created_at, r.id
