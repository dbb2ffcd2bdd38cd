-- Purpose   Returns parked tasks whose time has come to the queue.
-- Result    the tasks to dispatch.
-- Locks     tasks by (tenant, run, n), skipping those somebody else moves; then their wait rows.
-- Index     maestro_waits_wake, the primary key of tasks.
CREATE FUNCTION maestro_wake_v1(p_limit int)
RETURNS TABLE (tenant_id uuid, run_id uuid, n int, queue text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_tenant uuid[];
  v_run uuid[];
  v_n int[];
BEGIN
  SELECT array_agg(l.tenant_id), array_agg(l.run_id), array_agg(l.n) INTO v_tenant, v_run, v_n
  FROM (
    SELECT t.tenant_id, t.run_id, t.n
    FROM (SELECT w.tenant_id, w.run_id, w.n FROM maestro_waits w
          WHERE w.wake_at <= maestro_now() ORDER BY w.wake_at LIMIT p_limit) w
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    ORDER BY t.tenant_id, t.run_id, t.n
    FOR UPDATE OF t SKIP LOCKED
  ) l;

  -- A task of a run that winds down stays parked: the sweep cancels it.
  RETURN QUERY
  WITH woken AS (
    UPDATE maestro_tasks t SET status = 'queued', ready_at = v_now
    FROM unnest(v_tenant, v_run, v_n) AS k (tenant_id, run_id, n)
    JOIN maestro_runs r ON r.tenant_id = k.tenant_id AND r.id = k.run_id
    WHERE t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n AND t.status = 'waiting'
      AND (r.control IN ('none', 'pause') OR t.urgent > 0)
    RETURNING t.tenant_id, t.run_id, t.n, t.queue, t.attempt
  ), gone AS (
    DELETE FROM maestro_waits w USING woken k
    WHERE w.tenant_id = k.tenant_id AND w.run_id = k.run_id AND w.n = k.n
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT k.tenant_id, k.run_id, v_now, 'tasks',
           jsonb_agg(jsonb_build_array(k.n, 'waiting', 'queued', NULL, k.attempt) ORDER BY k.n)
    FROM woken k GROUP BY 1, 2
  )
  SELECT k.tenant_id, k.run_id, k.n, k.queue FROM woken k;
END $$;
