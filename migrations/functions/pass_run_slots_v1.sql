-- Purpose   Lets held runs begin for which their concurrency key has room: the highest priority first, then the oldest.
-- Params    p_limit: slots of the key from now on; null: as before. p_most: runs in one call. p_held: `tenant/queue` pairs
--           that are over their share: their tasks go to the backlog.
-- Result    the tasks to dispatch; of a run that has none to dispatch, one row without `n`.
-- Locks     the turn of passers of this key; the tasks that no edge leads to, by (tenant, run, n), then their runs by id, then the key.
-- Index     maestro_holds_key, primary keys.
CREATE FUNCTION maestro_pass_run_slots_v1(p_tenant uuid, p_key text, p_limit int, p_most int, p_held text[])
RETURNS TABLE (run_id uuid, n int, queue text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_free int;
  v_run uuid[];
BEGIN
  IF p_limit IS NOT NULL THEN
    INSERT INTO maestro_slot_keys AS k (tenant_id, key, slots) VALUES (p_tenant, p_key, p_limit)
    ON CONFLICT (tenant_id, key) DO UPDATE SET slots = excluded.slots WHERE k.slots <> excluded.slots;
  END IF;
  SELECT least(k.slots - k.held, p_most) INTO v_free FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = p_key;
  IF v_free IS NULL OR v_free <= 0 THEN RETURN; END IF;
  -- Passers take turns: one that waited for tasks of an older snapshot would hold them just when they are claimed, and a claim
  -- skips what others hold.
  PERFORM pg_advisory_xact_lock(hashtextextended(p_tenant || p_key, 0));
  SELECT array_agg(l.run_id ORDER BY l.run_id) INTO v_run
  FROM (
    SELECT h.run_id FROM maestro_holds h
    JOIN maestro_runs r ON r.tenant_id = h.tenant_id AND r.id = h.run_id
    WHERE h.tenant_id = p_tenant AND h.key = p_key AND h.reason = 'CONCURRENCY' AND r.status = 'pending' AND r.control = 'none'
    ORDER BY h.rank, h.created_at, h.run_id
    LIMIT v_free
  ) l;
  IF v_run IS NULL THEN RETURN; END IF;

  -- Those that would be ready were their run not held carry the time at which they would have been.
  PERFORM 1 FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = ANY (v_run) AND t.status = 'pending' AND t.ready_at IS NOT NULL
  ORDER BY t.tenant_id, t.run_id, t.n
  FOR NO KEY UPDATE;
  PERFORM 1 FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = ANY (v_run)
  ORDER BY r.tenant_id, r.id
  FOR NO KEY UPDATE;
  SELECT k.slots - k.held INTO v_free FROM maestro_slot_keys k
  WHERE k.tenant_id = p_tenant AND k.key = p_key
  FOR NO KEY UPDATE;
  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);

  RETURN QUERY
  WITH chosen AS (
    SELECT h.run_id FROM maestro_holds h
    JOIN maestro_runs r ON r.tenant_id = h.tenant_id AND r.id = h.run_id
    WHERE h.tenant_id = p_tenant AND h.run_id = ANY (v_run) AND h.key = p_key AND h.reason = 'CONCURRENCY'
      AND r.status = 'pending' AND r.control = 'none'
    ORDER BY h.rank, h.created_at, h.run_id
    LIMIT greatest(v_free, 0)
  ), run AS (
    UPDATE maestro_runs r SET status = 'queued' FROM chosen c
    WHERE r.tenant_id = p_tenant AND r.id = c.run_id
    RETURNING r.id, r.priority
  ), freed AS (
    DELETE FROM maestro_holds h USING run WHERE h.tenant_id = p_tenant AND h.run_id = run.id
  ), given AS (
    INSERT INTO maestro_slots (tenant_id, run_id, n, key, kind, taken_at)
    SELECT p_tenant, run.id, -1, p_key, 'slot', v_now FROM run
  ), counted AS (
    UPDATE maestro_slot_keys k SET held = k.held + g.count
    FROM (SELECT count(*)::int AS count FROM run) g
    WHERE k.tenant_id = p_tenant AND k.key = p_key AND g.count > 0
  ), begun AS (
    UPDATE maestro_tasks t SET
      status = CASE WHEN cardinality(p_held) > 0 AND ARRAY[p_tenant || '/' || t.queue, p_tenant || '/*'] && p_held THEN 'ready' ELSE 'queued'
               END::maestro_task_status,
      ready_at = v_now
    FROM run
    WHERE t.tenant_id = p_tenant AND t.run_id = run.id AND t.status = 'pending' AND t.ready_at IS NOT NULL
    RETURNING t.run_id, t.n, t.queue, t.status, t.attempt, run.priority
  ), waiting AS (
    INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
    SELECT b.queue, p_tenant, 9 - b.priority, v_now, b.run_id, b.n FROM begun b WHERE b.status = 'ready'
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT p_tenant, b.run_id, v_now, 'tasks', jsonb_agg(jsonb_build_array(b.n, 'pending', b.status, NULL, b.attempt) ORDER BY b.n)
    FROM begun b GROUP BY b.run_id
  )
  SELECT run.id, b.n, b.queue FROM run LEFT JOIN begun b ON b.run_id = run.id AND b.status = 'queued';
END $$;
