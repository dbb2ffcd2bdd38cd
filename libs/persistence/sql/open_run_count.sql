-- Purpose   How many runs of a tenant are open, counted no further than its limit.
-- Params    $1 tenant, $2 limit
-- Index     maestro_runs_open.
SELECT count(*)::int AS open
FROM (SELECT FROM maestro_runs WHERE tenant_id = $1::uuid AND finished_at IS NULL LIMIT $2::int) r
