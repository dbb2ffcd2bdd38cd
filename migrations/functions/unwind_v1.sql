-- Purpose   Starts what a run that winds down has still to do beside its graph: one compensation, or its `on_failure`.
-- Params    p_n: the number the task gets, the first free one as the caller saw it: who comes second starts nothing.
--           p_compensates: the task to undo; null for `on_failure`.
-- Result    a row where it was started now: dispatch it.
-- Locks     the run. The task is new: nobody can hold it.
-- Index     the primary keys.
CREATE FUNCTION maestro_unwind_v1(p_tenant uuid, p_run uuid, p_n int, p_node int, p_compensates int, p_queue text)
RETURNS TABLE (n int)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
BEGIN
  PERFORM 1 FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run FOR NO KEY UPDATE;
  UPDATE maestro_runs r SET open_sinks = 1, next_n = p_n + 1
  WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.finished_at IS NULL AND r.open_sinks = 0 AND r.next_n = p_n
    AND r.control IN ('cancel', 'fail', 'timeout')
    AND NOT EXISTS (SELECT FROM maestro_tasks t
                    WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.finished_at IS NULL);
  IF NOT FOUND THEN RETURN; END IF;

  -- Urgent: it lives on although its run winds down.
  INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, fired, urgent, queue, ready_at, compensates)
  VALUES (p_tenant, p_run, p_n, p_node, 'queued', false, 0, 1, 1, p_queue, v_now, p_compensates);
  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  VALUES (p_tenant, p_run, v_now, 'tasks', jsonb_build_array(jsonb_build_array(p_n, NULL, 'queued', NULL, 0)));
  RETURN QUERY SELECT p_n;
END $$;
