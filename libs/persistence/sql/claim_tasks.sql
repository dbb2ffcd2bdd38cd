-- Purpose   Gives queued tasks to a worker session: queued -> running under a new token.
-- Params    $1 tenant[], $2 run[], $3 n[], $4 token, $5 session
-- Result    the tasks it got, with what their run knows. What is missing was taken, cancelled or paused: no error.
--           A row without an attempt names a run that winds down and still had a task in the queue: sweep it.
-- Locks     tasks by (tenant, run, n), skipping rows that others hold; then runs by (tenant, id) on their first claim.
-- Index     the primary keys.
WITH wanted AS (
  SELECT t.tenant_id, t.run_id, t.n, t.urgent
  FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS k (tenant_id, run_id, n)
  JOIN maestro_tasks t ON t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n
  WHERE t.status = 'queued'
  ORDER BY t.tenant_id, t.run_id, t.n
  FOR UPDATE OF t SKIP LOCKED
), claimed AS (
  UPDATE maestro_tasks t SET
    status = 'running', token = $4::bigint, session_id = $5::uuid, attempt = t.attempt + 1,
    started_at = clock_timestamp() + (SELECT shift FROM maestro_clock)
  FROM wanted w
  JOIN maestro_runs r ON r.tenant_id = w.tenant_id AND r.id = w.run_id
  WHERE t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n AND t.status = 'queued'
    AND (r.control = 'none' OR (r.control IN ('cancel', 'fail') AND t.urgent > 0)) AND r.finished_at IS NULL
  RETURNING t.tenant_id, t.run_id, t.n, t.node, t.attempt, t.deaths, t.urgent, t.queue,
            extract(epoch FROM (t.started_at - t.ready_at))::float8 AS waited_s
), first AS (
  SELECT r.tenant_id, r.id
  FROM maestro_runs r
  WHERE (r.tenant_id, r.id) IN (SELECT c.tenant_id, c.run_id FROM claimed c) AND r.status = 'queued'
  ORDER BY r.tenant_id, r.id
  FOR UPDATE
), started AS (
  UPDATE maestro_runs r SET
    status = 'running', started_at = clock_timestamp() + (SELECT shift FROM maestro_clock)
  FROM first f
  WHERE r.tenant_id = f.tenant_id AND r.id = f.id AND r.status = 'queued'
)
SELECT c.tenant_id, c.run_id, c.n, c.node, c.attempt, c.deaths, c.urgent, c.queue, c.waited_s,
       r.template_id, r.template_version, r.inputs, r.traceparent, r.created_at
FROM claimed c
JOIN maestro_runs r ON r.tenant_id = c.tenant_id AND r.id = c.run_id
UNION ALL
SELECT w.tenant_id, w.run_id, w.n, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM wanted w
JOIN maestro_runs r ON r.tenant_id = w.tenant_id AND r.id = w.run_id
WHERE r.control IN ('cancel', 'fail') AND w.urgent = 0
