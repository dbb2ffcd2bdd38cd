-- Purpose   How long runs took that have ended well, and what they cost.
-- Params    $1 tenant[], $2 run[]
-- Result    duration in ms, cost in micro-dollars
-- Index     the primary keys of runs and of run_costs
SELECT r.tenant_id AS "tenantId", r.id AS "runId", r.template_id AS "templateId",
       (extract(epoch FROM r.finished_at - r.started_at) * 1000)::float8 AS duration, coalesce(c.amount, 0)::float8 AS cost
FROM unnest($1::uuid[], $2::uuid[]) AS a (tenant_id, run_id)
CROSS JOIN LATERAL (
  SELECT r.* FROM maestro_runs r WHERE r.tenant_id = a.tenant_id AND r.id = a.run_id OFFSET 0) r
LEFT JOIN LATERAL (SELECT c.amount FROM maestro_run_costs c WHERE c.tenant_id = r.tenant_id AND c.run_id = r.id OFFSET 0) c ON true
WHERE r.ended IN ('succeeded', 'completed') AND r.started_at IS NOT NULL
