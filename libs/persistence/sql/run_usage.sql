-- Purpose   What the attempts of a run, and of all runs that stand in it, have used and cost.
-- Params    $1 tenant, $2 run
-- Result    one row: tokens, and micro-dollars
-- Index     maestro_runs_child, the primary key of costs
WITH RECURSIVE family AS (
  SELECT $2::uuid AS id
  UNION ALL
  SELECT r.id
  FROM family f, LATERAL (SELECT r.id FROM maestro_runs r WHERE r.tenant_id = $1::uuid AND r.parent_run = f.id OFFSET 0) r
)
SELECT coalesce(sum(u.input + u.output), 0) AS tokens, coalesce(sum(c.amount), 0)::float8 AS micros
FROM family f
CROSS JOIN LATERAL (SELECT * FROM maestro_cost_entries c WHERE c.tenant_id = $1::uuid AND c.run_id = f.id OFFSET 0) c
CROSS JOIN LATERAL maestro_used_tokens_v1(c.usage, c.flags) u
