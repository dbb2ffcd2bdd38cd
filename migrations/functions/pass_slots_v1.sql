-- Purpose   Gives free slots of a concurrency key to the tasks that have waited longest for one: waiting -> queued, with
--           the slot. What belongs to a paused run leaves the line without one, and asks again once it is resumed.
-- Params    p_most: tasks in one call
-- Result    queued   dispatch it
--           paused   it left the line; ask again for those behind it
-- Locks     the key; then tasks, skipping those that somebody else moves.
-- Index     maestro_waits_key, primary keys.
CREATE FUNCTION maestro_pass_slots_v1(p_tenant uuid, p_key text, p_most int)
RETURNS TABLE (kind text, run_id uuid, n int, queue text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_free int;
  v_run uuid[];
  v_n int[];
BEGIN
  -- Read without a lock first: nearly always there is nothing to pass on, or nobody to pass it to.
  SELECT least(k.slots - k.held, p_most) INTO v_free FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = p_key;
  IF v_free IS NULL OR v_free <= 0 THEN RETURN; END IF;
  -- Passers take turns: one that found tasks of an older snapshot would hold them just when they are claimed, and a claim
  -- skips what others hold. With the key in hand nobody is waited for.
  SELECT least(k.slots - k.held, p_most) INTO v_free FROM maestro_slot_keys k
  WHERE k.tenant_id = p_tenant AND k.key = p_key
  FOR NO KEY UPDATE;
  IF v_free <= 0 THEN RETURN; END IF;
  SELECT array_agg(l.run_id), array_agg(l.n) INTO v_run, v_n
  FROM (
    SELECT t.run_id, t.n
    FROM maestro_waits w
    JOIN maestro_runs r ON r.tenant_id = w.tenant_id AND r.id = w.run_id
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    WHERE w.tenant_id = p_tenant AND w.key = p_key AND (r.control IN ('none', 'pause') OR t.urgent > 0)
      AND t.status = 'waiting'
    ORDER BY w.created_at
    LIMIT v_free
    FOR NO KEY UPDATE OF t SKIP LOCKED
  ) l;
  IF v_run IS NULL THEN RETURN; END IF;

  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);

  RETURN QUERY
  WITH line AS (
    SELECT w.run_id, w.n, r.control = 'pause' AS paused,
           row_number() OVER (PARTITION BY r.control = 'pause' ORDER BY w.created_at, w.run_id, w.n) AS place
    FROM unnest(v_run, v_n) AS l (run_id, n)
    JOIN maestro_waits w ON w.tenant_id = p_tenant AND w.run_id = l.run_id AND w.n = l.n AND w.key = p_key
    JOIN maestro_runs r ON r.tenant_id = p_tenant AND r.id = l.run_id
  ), moved AS (
    UPDATE maestro_tasks t SET status = 'queued', ready_at = v_now
    FROM line l
    WHERE t.tenant_id = p_tenant AND t.run_id = l.run_id AND t.n = l.n AND t.status = 'waiting' AND (l.paused OR l.place <= v_free)
    RETURNING t.run_id, t.n, t.attempt, t.queue, l.paused
  ), unparked AS (
    DELETE FROM maestro_waits w USING moved m WHERE w.tenant_id = p_tenant AND w.run_id = m.run_id AND w.n = m.n
  ), given AS (
    INSERT INTO maestro_slots (tenant_id, run_id, n, key, kind, taken_at)
    SELECT p_tenant, m.run_id, m.n, p_key, 'slot', v_now FROM moved m WHERE NOT m.paused
  ), counted AS (
    UPDATE maestro_slot_keys k SET held = k.held + g.count
    FROM (SELECT count(*)::int AS count FROM moved m WHERE NOT m.paused) g
    WHERE k.tenant_id = p_tenant AND k.key = p_key AND g.count > 0
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT p_tenant, m.run_id, v_now, 'tasks',
           jsonb_agg(jsonb_build_array(m.n, 'waiting', 'queued', NULL, m.attempt) ORDER BY m.n)
    FROM moved m GROUP BY m.run_id
  )
  SELECT CASE WHEN m.paused THEN 'paused' ELSE 'queued' END, m.run_id, m.n, m.queue FROM moved m;
END $$;
