-- Purpose   What a run has cost with all runs that stand in it, in micro-dollars.
-- Params    $1 tenant, $2 run
-- Index     maestro_runs_child, primary keys
WITH RECURSIVE family AS (
  SELECT $2::uuid AS id
  UNION ALL
  SELECT r.id
  FROM family f, LATERAL (SELECT r.id FROM maestro_runs r WHERE r.tenant_id = $1 AND r.parent_run = f.id OFFSET 0) r
)
SELECT coalesce(sum(c.amount), 0)::float8 AS micros
FROM family f, LATERAL (SELECT c.amount FROM maestro_run_costs c WHERE c.tenant_id = $1 AND c.run_id = f.id OFFSET 0) c
