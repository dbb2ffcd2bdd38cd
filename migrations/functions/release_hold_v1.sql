-- Purpose   Lets a run go on that no gate holds back any more: to the line of its concurrency key where it has one, else it begins.
-- Params    p_key_detail: what is to be known of its concurrency key. p_held: `tenant/queue` pairs that are over their share: its tasks
--           go to the backlog.
-- Result    line   it waits for a place under its key now: settle that
--           begun  with the task to dispatch; of a run that has none, one row without `n`. No row where it was not held.
-- Locks     the tasks that no edge leads to, by n, then the run, then the hold.
-- Index     primary keys.
CREATE FUNCTION maestro_release_hold_v1(p_tenant uuid, p_run uuid, p_key_detail jsonb, p_held text[])
RETURNS TABLE (kind text, n int, queue text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_run maestro_runs;
BEGIN
  -- Those that would be ready were their run not held carry the time at which they would have been.
  PERFORM 1 FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.status = 'pending' AND t.ready_at IS NOT NULL
  ORDER BY t.n
  FOR NO KEY UPDATE;
  SELECT r.* INTO v_run FROM maestro_runs r
  WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.status = 'pending' AND r.control = 'none'
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);

  IF v_run.concurrency_key IS NOT NULL THEN
    UPDATE maestro_holds h SET reason = 'CONCURRENCY', key = v_run.concurrency_key, detail = p_key_detail, wake_at = 'infinity'
    WHERE h.tenant_id = p_tenant AND h.run_id = p_run AND h.reason <> 'CONCURRENCY';
    IF FOUND THEN RETURN QUERY SELECT 'line', NULL::int, NULL::text; END IF;
    RETURN;
  END IF;

  DELETE FROM maestro_holds h WHERE h.tenant_id = p_tenant AND h.run_id = p_run;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE maestro_runs r SET status = 'queued' WHERE r.tenant_id = p_tenant AND r.id = p_run;
  RETURN QUERY
  WITH begun AS (
    UPDATE maestro_tasks t SET
      status = CASE WHEN cardinality(p_held) > 0 AND ARRAY[p_tenant || '/' || t.queue, p_tenant || '/*'] && p_held THEN 'ready' ELSE 'queued'
               END::maestro_task_status,
      ready_at = v_now
    WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.status = 'pending' AND t.ready_at IS NOT NULL
    RETURNING t.n, t.queue, t.status, t.attempt
  ), waiting AS (
    INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
    SELECT b.queue, p_tenant, 9 - v_run.priority, v_now, p_run, b.n FROM begun b WHERE b.status = 'ready'
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT p_tenant, p_run, v_now, 'tasks', jsonb_agg(jsonb_build_array(b.n, 'pending', b.status, NULL, b.attempt) ORDER BY b.n)
    FROM begun b HAVING count(*) > 0
  )
  SELECT 'begun', b.n, b.queue FROM (SELECT 1) one LEFT JOIN begun b ON b.status = 'queued';
END $$;
