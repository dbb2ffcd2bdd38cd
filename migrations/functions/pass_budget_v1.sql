-- Purpose   Lets tasks that wait for money ask again: those that waited longest first, as far as what is left reaches for
--           their worst cases. Nothing is reserved here: whoever comes too late waits again.
-- Params    p_key: `budget/<account>`, or `budget/stop` for the kill switch; p_most: tasks in one call
-- Result    the tasks to dispatch
-- Locks     the account; then tasks, skipping those that somebody else moves.
-- Index     maestro_waits_key, primary keys.
CREATE FUNCTION maestro_pass_budget_v1(p_tenant uuid, p_key text, p_most int)
RETURNS TABLE (run_id uuid, n int, queue text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_left bigint;             -- null: as much as anybody asks for
  v_wait record;
  v_run uuid[] := '{}';
  v_n int[] := '{}';
BEGIN
  IF NOT EXISTS (SELECT FROM maestro_waits w WHERE w.tenant_id = p_tenant AND w.key = p_key) THEN RETURN; END IF;
  IF p_key = 'budget/stop' THEN
    IF EXISTS (SELECT FROM maestro_tenants t WHERE t.id = p_tenant AND t.spending <> 'on') THEN RETURN; END IF;
  ELSE
    -- Passers take turns, as for slots. An account that is gone binds nobody.
    SELECT b.cap - b.reserved - CASE WHEN b.period_end <= v_now THEN 0 ELSE b.spent END INTO v_left FROM maestro_budgets b
    WHERE b.tenant_id = p_tenant AND b.id = substr(p_key, 8)::uuid
    FOR NO KEY UPDATE;
    IF v_left <= 0 THEN RETURN; END IF;
  END IF;
  FOR v_wait IN
    SELECT w.run_id, w.n, (w.detail ->> 'needed')::bigint AS needed FROM maestro_waits w
    JOIN maestro_runs r ON r.tenant_id = w.tenant_id AND r.id = w.run_id
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    WHERE w.tenant_id = p_tenant AND w.key = p_key AND t.status = 'waiting' AND (r.control IN ('none', 'pause') OR t.urgent > 0)
      -- Those that need more than all of it are not even locked: they may be many.
      AND (v_left IS NULL OR (w.detail ->> 'needed')::bigint <= v_left)
    ORDER BY w.created_at, w.run_id, w.n
    LIMIT p_most
    FOR NO KEY UPDATE OF t SKIP LOCKED
  LOOP
    IF v_left < v_wait.needed THEN CONTINUE; END IF;
    v_left := v_left - v_wait.needed;
    v_run := v_run || v_wait.run_id;
    v_n := v_n || v_wait.n;
  END LOOP;

  RETURN QUERY
  WITH moved AS (
    UPDATE maestro_tasks t SET status = 'queued', ready_at = v_now
    FROM unnest(v_run, v_n) AS l (run_id, n)
    WHERE t.tenant_id = p_tenant AND t.run_id = l.run_id AND t.n = l.n AND t.status = 'waiting'
      -- Its wait may have been another by the time it was locked.
      AND EXISTS (SELECT FROM maestro_waits w WHERE w.tenant_id = p_tenant AND w.run_id = l.run_id AND w.n = l.n AND w.key = p_key)
    RETURNING t.run_id, t.n, t.attempt, t.queue
  ), unparked AS (
    DELETE FROM maestro_waits w USING moved m WHERE w.tenant_id = p_tenant AND w.run_id = m.run_id AND w.n = m.n
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT p_tenant, m.run_id, v_now, 'tasks',
           jsonb_agg(jsonb_build_array(m.n, 'waiting', 'queued', NULL, m.attempt) ORDER BY m.n)
    FROM moved m GROUP BY m.run_id
  )
  SELECT m.run_id, m.n, m.queue FROM moved m;
END $$;
