-- Purpose   After a claim whose answer was lost: which tasks it had given to this session.
-- Params    $1 tenant[], $2 run[], $3 n[], $4 token, voided by now, $5 session
-- Result    as of claim_tasks: the tasks that run under this token, with what their run knows.
-- Locks     tasks by (tenant, run, n). It waits for a claim that is still under way instead of skipping its rows.
-- Index     the primary keys.
WITH asked AS MATERIALIZED (
  SELECT t.*
  FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS k (tenant_id, run_id, n)
  JOIN maestro_tasks t ON t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n
  ORDER BY t.tenant_id, t.run_id, t.n
  FOR NO KEY UPDATE OF t
)
SELECT a.tenant_id, a.run_id, a.n, a.node, a.parent_n, a.idx, a.scope_n, a.compensates, a.attempt, a.deaths, a.alone_deaths,
       a.urgent, extract(epoch FROM (a.started_at - a.ready_at))::float8 AS waited_s, r.template_id, r.template_version,
       r.traceparent, r.created_at, r.effect_run, CASE WHEN pg_column_size(r.inputs) <= 8192 THEN r.inputs END AS inputs
FROM asked a
JOIN maestro_runs r ON r.tenant_id = a.tenant_id AND r.id = a.run_id
WHERE a.status = 'running' AND a.token = $4::bigint AND a.session_id = $5::uuid
