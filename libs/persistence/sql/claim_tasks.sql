-- Purpose   Gives queued tasks to a worker session: queued -> running under a new token.
-- Params    $1 tenant[], $2 run[], $3 n[], $4 token, $5 session: nothing where the session has voided the token
-- Result    the tasks it got, with what their run knows; inputs over 8 KiB are left out, and read once a run. What is
--           missing was taken, cancelled or paused: no error. A row without an attempt names a run that winds down, or has
--           an item that does, and still had a task in the queue: sweep it.
-- Locks     tasks by (tenant, run, n), as completions do; then runs by (tenant, id) on their first claim. It waits for who
--           holds a row: skipped, the task would lie until the sweep finds it, as its message is gone.
-- Index     the primary keys. Open runs are named by status: with `finished_at IS NULL` an index of all of them would look
--           cheap while there are few.
WITH wanted AS (
  SELECT t.tenant_id, t.run_id, t.n, t.urgent, coalesce(c.failing, false) AS failing
  FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS k (tenant_id, run_id, n)
  JOIN maestro_tasks t ON t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n
  LEFT JOIN maestro_tasks c ON c.tenant_id = t.tenant_id AND c.run_id = t.run_id AND c.n = t.scope_n
  WHERE t.status = 'queued'
    AND NOT EXISTS (SELECT 1 FROM maestro_worker_sessions s WHERE s.id = $5::uuid AND $4::bigint = ANY (s.voided))
  ORDER BY t.tenant_id, t.run_id, t.n
  FOR NO KEY UPDATE OF t
), claimed AS (
  UPDATE maestro_tasks t SET
    status = 'running', token = $4::bigint, session_id = $5::uuid, attempt = t.attempt + 1,
    started_at = clock_timestamp() + (SELECT shift FROM maestro_clock)
  -- OFFSET 0: else the planner, which thinks runs small, may find `t` by its run, and read all of it for each task.
  FROM wanted w
  CROSS JOIN LATERAL (SELECT * FROM maestro_runs r
                      WHERE r.tenant_id = w.tenant_id AND r.id = w.run_id AND r.status IN ('pending', 'queued', 'running')
                      OFFSET 0) r
  WHERE t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n AND t.status = 'queued'
    AND (r.control = 'none' AND NOT w.failing OR r.control <> 'pause' AND t.urgent > 0)
  RETURNING t.tenant_id, t.run_id, t.n, t.node, t.parent_n, t.idx, t.scope_n, t.compensates, t.attempt, t.deaths,
            t.alone_deaths, t.urgent, extract(epoch FROM (t.started_at - t.ready_at))::float8 AS waited_s,
            r.template_id, r.template_version, r.traceparent, r.created_at, r.effect_run, r.status AS run_status,
            CASE WHEN pg_column_size(r.inputs) <= 8192 THEN r.inputs END AS inputs
), first AS (
  SELECT r.tenant_id, r.id
  FROM maestro_runs r
  JOIN (SELECT DISTINCT c.tenant_id, c.run_id FROM claimed c WHERE c.run_status = 'queued') c
    ON r.tenant_id = c.tenant_id AND r.id = c.run_id
  ORDER BY r.tenant_id, r.id
  FOR NO KEY UPDATE OF r
), started AS (
  UPDATE maestro_runs r SET
    status = 'running', started_at = clock_timestamp() + (SELECT shift FROM maestro_clock)
  FROM first f
  WHERE r.tenant_id = f.tenant_id AND r.id = f.id AND r.status = 'queued'
)
SELECT c.tenant_id, c.run_id, c.n, c.node, c.parent_n, c.idx, c.scope_n, c.compensates, c.attempt, c.deaths, c.alone_deaths,
       c.urgent, c.waited_s, c.template_id, c.template_version, c.traceparent, c.created_at, c.effect_run, c.inputs
FROM claimed c
UNION ALL
SELECT w.tenant_id, w.run_id, w.n, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM wanted w
JOIN maestro_runs r ON r.tenant_id = w.tenant_id AND r.id = w.run_id
WHERE (r.control IN ('cancel', 'fail', 'timeout') OR w.failing) AND w.urgent = 0
