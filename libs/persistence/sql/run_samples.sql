-- Purpose   How long runs of some templates took before a run, and what they cost: up to 64 of each that ended well.
-- Params    $1 tenant[], $2 template[], $3 run[]: of each template the run before which they began
-- Result    duration in ms, cost in micro-dollars
-- Index     maestro_runs_template, the primary key of run_costs
SELECT a.tenant_id AS "tenantId", a.template_id AS "templateId",
       (extract(epoch FROM s.finished_at - s.started_at) * 1000)::float8 AS duration, coalesce(c.amount, 0)::float8 AS cost
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS a (tenant_id, template_id, run_id)
CROSS JOIN LATERAL (
  SELECT r.* FROM (
    -- Those that failed are passed over, and not for ever.
    SELECT r.id, r.ended, r.started_at, r.finished_at FROM maestro_runs r
    WHERE r.tenant_id = a.tenant_id AND r.template_id = a.template_id AND r.id < a.run_id
    ORDER BY r.id DESC LIMIT 256) r
  WHERE r.ended IN ('succeeded', 'completed') AND r.started_at IS NOT NULL
  ORDER BY r.id DESC LIMIT 64 OFFSET 0) s
LEFT JOIN LATERAL (SELECT c.amount FROM maestro_run_costs c WHERE c.tenant_id = a.tenant_id AND c.run_id = s.id OFFSET 0) c ON true
