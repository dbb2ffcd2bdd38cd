-- Purpose   Brings signals of one run to the tasks that wait for them: each signal once, the oldest first, to whoever has
--           waited longest; and gives up for those that have waited long enough.
-- Params    p_name, p_n: only those that wait for this signal, only this task; null for all.
-- Result    matched  a signal is the task's for good: end it with `payload`
--           expired  the task has waited long enough, and no later signal will be its: end it as the plan says
--           A task that was given one or the other, and is still parked, is named again. None of a paused run.
-- Locks     the waiting tasks by n, then the run, under which nobody else matches, then signals.
-- Index     the primary keys, maestro_signals_kept.
CREATE FUNCTION maestro_match_signals_v1(p_tenant uuid, p_run uuid, p_name text, p_n int)
RETURNS TABLE (kind text, n int, node int, parent_n int, idx int, scope_n int, token bigint, payload jsonb)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_n int[];
BEGIN
  SELECT array_agg(l.n) INTO v_n
  FROM (
    SELECT t.n
    FROM maestro_waits w
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    WHERE w.tenant_id = p_tenant AND w.run_id = p_run AND w.reason = 'SIGNAL'
      AND (p_name IS NULL OR w.detail ->> 'name' = p_name) AND (p_n IS NULL OR w.n = p_n)
    ORDER BY t.n
    FOR NO KEY UPDATE OF t
  ) l;
  IF v_n IS NULL THEN RETURN; END IF;

  PERFORM 1 FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run FOR NO KEY UPDATE;
  SELECT array_agg(t.n) INTO v_n
  FROM maestro_tasks t
  JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
  JOIN maestro_waits w ON w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = ANY (v_n) AND t.status = 'waiting' AND w.reason = 'SIGNAL'
    AND (r.control = 'none' OR r.control <> 'pause' AND t.urgent > 0);
  IF v_n IS NULL THEN RETURN; END IF;

  -- Too late for these, whatever comes: said before anybody is given anything, so that they take nobody's turn.
  UPDATE maestro_waits w SET detail = w.detail || '{"expired": true}'
  WHERE w.tenant_id = p_tenant AND w.run_id = p_run AND w.n = ANY (v_n) AND NOT w.detail ? 'expired'
    AND (w.detail ->> 'expires_at')::timestamptz <= v_now
    AND NOT EXISTS (SELECT FROM maestro_signals s
                    WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.consumed_by = w.n)
    AND NOT EXISTS (SELECT FROM maestro_signals s
                    WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.name = w.detail ->> 'name'
                      AND s.consumed_by IS NULL AND s.created_at <= (w.detail ->> 'expires_at')::timestamptz);

  WITH waiting AS (
    SELECT w.n, w.detail ->> 'name' AS name,
           row_number() OVER (PARTITION BY w.detail ->> 'name' ORDER BY w.created_at, w.n) AS place
    FROM maestro_waits w
    WHERE w.tenant_id = p_tenant AND w.run_id = p_run AND w.n = ANY (v_n) AND NOT w.detail ? 'expired'
      AND NOT EXISTS (SELECT FROM maestro_signals s
                      WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.consumed_by = w.n)
  ), kept AS (
    SELECT g.name, k.id, row_number() OVER (PARTITION BY g.name ORDER BY k.created_at, k.id) AS place
    FROM (SELECT name, count(*) AS count FROM waiting GROUP BY 1) g,
         LATERAL (SELECT s.id, s.created_at FROM maestro_signals s
                  WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.name = g.name AND s.consumed_by IS NULL
                  ORDER BY s.created_at, s.id LIMIT g.count) k
  )
  UPDATE maestro_signals s SET consumed_by = w.n
  FROM waiting w JOIN kept k ON k.name = w.name AND k.place = w.place
  WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.id = k.id;

  -- There were fewer signals in time than tasks.
  UPDATE maestro_waits w SET detail = w.detail || '{"expired": true}'
  WHERE w.tenant_id = p_tenant AND w.run_id = p_run AND w.n = ANY (v_n) AND NOT w.detail ? 'expired'
    AND (w.detail ->> 'expires_at')::timestamptz <= v_now
    AND NOT EXISTS (SELECT FROM maestro_signals s
                    WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.consumed_by = w.n);

  RETURN QUERY
    SELECT CASE WHEN s.id IS NULL THEN 'expired' ELSE 'matched' END, t.n, t.node, t.parent_n, t.idx, t.scope_n, t.token,
           s.payload
    FROM maestro_tasks t
    JOIN maestro_waits w ON w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n
    LEFT JOIN maestro_signals s ON s.tenant_id = t.tenant_id AND s.run_id = t.run_id AND s.consumed_by = t.n
    WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = ANY (v_n) AND (s.id IS NOT NULL OR w.detail ? 'expired');
END $$;
