-- Purpose   Ends the pause before the next attempt of one task.
-- Params    $1 tenant, $2 run, $3 n, $4 actor, $5 reason
-- Result    the task to dispatch; no row where it does not wait for that, or its run winds down.
-- Locks     the task, then its wait.
-- Index     primary keys
WITH moment AS MATERIALIZED (
  SELECT clock_timestamp() + (SELECT shift FROM maestro_clock) AS now
), woken AS (
  UPDATE maestro_tasks t SET status = 'queued', ready_at = m.now
  FROM maestro_runs r, maestro_waits w, moment m
  WHERE t.tenant_id = $1::uuid AND t.run_id = $2::uuid AND t.n = $3::int AND t.status = 'waiting'
    AND r.tenant_id = t.tenant_id AND r.id = t.run_id AND (r.control IN ('none', 'pause') OR t.urgent > 0)
    AND w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n AND w.reason = 'BACKOFF'
  RETURNING t.tenant_id, t.run_id, t.n, t.queue, t.attempt, t.ready_at
), gone AS (
  DELETE FROM maestro_waits w USING woken k WHERE w.tenant_id = k.tenant_id AND w.run_id = k.run_id AND w.n = k.n
), told AS (
  INSERT INTO maestro_events (tenant_id, run_id, at, type, actor, transitions, data)
  SELECT k.tenant_id, k.run_id, k.ready_at, 'task.control', $4::text,
         jsonb_build_array(jsonb_build_array(k.n, 'waiting', 'queued', NULL, k.attempt)),
         jsonb_build_object('task', k.n, 'action', 'retry_now', 'reason', $5::text)
  FROM woken k
)
SELECT tenant_id, run_id, n, queue FROM woken
