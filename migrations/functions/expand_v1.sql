-- Purpose   Makes the tasks of the next items of a map, or of the next round of a loop.
-- Params    p_created: of a loop, how many rounds there were when the caller decided for another; with any other number it
--           makes none. Null for a map. p_node .. p_queue: the nodes of the body, in their order; p_result: which of them is
--           the last, from 0. p_rows: most tasks in one call, though always a whole item. p_held: `tenant/queue` pairs that
--           are over their share: their tasks go to the backlog. p_take: so many of the tasks are claimed for p_session
--           under p_take_token at once; only where an item is one task, and none where the session has voided the token.
-- Result    queued   a task to dispatch
--           taken    a task that is claimed for the caller
--           more     more items may be made now: call again
--           wind     no more items are made, and some still live: wind them down
--           over     every item that was made has ended, and no more are made
-- Locks     the frame. What it inserts refers to the run, whose lock it shares with everybody who does not delete the run.
-- Index     the primary keys.
CREATE FUNCTION maestro_expand_v1(
  p_tenant uuid, p_run uuid, p_n int, p_created int, p_node int[], p_undecided int[], p_join_any boolean[], p_queue text[],
  p_result int, p_rows int, p_held text[], p_session uuid, p_take_token bigint, p_take int)
RETURNS TABLE (kind text, n int, attempt int, queue text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_frame maestro_frames;
  v_map record;
  v_winding boolean;
  v_items int;
  v_take int := p_take;
  v_made maestro_step[];
BEGIN
  SELECT f.* INTO v_frame FROM maestro_frames f
  WHERE f.tenant_id = p_tenant AND f.run_id = p_run AND f.n = p_n
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN; END IF;

  -- Read, not locked: what changes meanwhile is seen by whoever looks next.
  SELECT t.status, t.urgent, t.finished_at, t.parent_n, t.scope_n, r.control, r.priority INTO v_map
  FROM maestro_tasks t
  JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n;
  v_winding := v_map.finished_at IS NOT NULL
    OR v_map.urgent = 0 AND (
      v_map.control IN ('cancel', 'fail', 'timeout')
      OR EXISTS (SELECT FROM maestro_tasks c
                 WHERE c.tenant_id = p_tenant AND c.run_id = p_run AND c.n = v_map.scope_n AND c.failing)
      OR EXISTS (SELECT FROM maestro_frames o
                 WHERE o.tenant_id = p_tenant AND o.run_id = p_run AND o.n = v_map.parent_n AND o.control <> 'none'));

  IF v_winding AND v_frame.control = 'none' THEN
    UPDATE maestro_frames f SET control = 'cancel'
    WHERE f.tenant_id = p_tenant AND f.run_id = p_run AND f.n = p_n
    RETURNING f.control INTO v_frame.control;
  END IF;
  IF v_frame.control <> 'none' OR v_frame.created = v_frame.count THEN
    IF v_frame.open > 0 AND v_frame.control <> 'none' THEN
      RETURN QUERY SELECT 'wind', NULL::int, NULL::int, NULL::text;
    ELSIF v_frame.open = 0 AND v_map.status = 'waiting' THEN
      RETURN QUERY SELECT 'over', NULL::int, NULL::int, NULL::text;
    END IF;
    RETURN;
  END IF;
  -- Before its attempt is parked a map has no items; while its run is paused it makes none.
  IF v_map.status <> 'waiting' OR v_map.control = 'pause' OR p_created <> v_frame.created THEN RETURN; END IF;
  v_items := least(v_frame.max_parallel - v_frame.open, v_frame.count - v_frame.created, greatest(p_rows / v_frame.width, 1));
  IF v_items <= 0 THEN RETURN; END IF;
  IF p_take > 0 AND EXISTS (SELECT FROM maestro_worker_sessions s WHERE s.id = p_session AND p_take_token = ANY (s.voided)) THEN
    v_take := 0;
  END IF;

  WITH item AS (
    SELECT i.idx, v_frame.base + i.idx * v_frame.width AS first, i.idx - v_frame.created < v_take AND v_map.urgent = 0 AS wanted
    FROM generate_series(v_frame.created, v_frame.created + v_items - 1) AS i (idx)
  ), made AS (
    INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, urgent, queue, ready_at, parent_n, idx,
                               scope_n, attempt, token, session_id, started_at)
    SELECT p_tenant, p_run, i.first + (b.i - 1), b.node,
           CASE WHEN b.undecided > 0 THEN 'pending' WHEN x.held THEN 'ready' WHEN x.taken THEN 'running' ELSE 'queued'
           END::maestro_task_status,
           b.join_any, b.undecided,
           -- What belongs to an urgent map is part of it, whatever edge leads there.
           least(v_map.urgent, 1), b.queue, CASE WHEN b.undecided = 0 THEN v_now END, p_n, i.idx,
           CASE WHEN v_frame.width > 1 THEN i.first + p_result END,
           CASE WHEN x.taken THEN 1 ELSE 0 END,
           CASE WHEN x.taken THEN p_take_token END,
           CASE WHEN x.taken THEN p_session END,
           CASE WHEN x.taken THEN v_now END
    FROM item i, unnest(p_node, p_undecided, p_join_any, p_queue) WITH ORDINALITY AS b (node, undecided, join_any, queue, i),
         LATERAL (SELECT cardinality(p_held) > 0 AND ARRAY[p_tenant || '/' || b.queue, p_tenant || '/*'] && p_held AS held) h,
         LATERAL (SELECT h.held, i.wanted AND NOT h.held AND v_frame.width = 1 AS taken) x
    RETURNING n, status, attempt, token, queue
  ), waiting AS (
    INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
    SELECT m.queue, p_tenant, 9 - v_map.priority, v_now, p_run, m.n FROM made m WHERE m.status = 'ready'
  )
  SELECT array_agg((NULL, NULL, NULL, m.n, NULL, m.status, m.token, m.attempt, m.queue)::maestro_step ORDER BY m.n)
  INTO v_made FROM made m WHERE m.status <> 'pending';

  UPDATE maestro_frames f SET created = f.created + v_items, open = f.open + v_items
  WHERE f.tenant_id = p_tenant AND f.run_id = p_run AND f.n = p_n;

  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  SELECT p_tenant, p_run, v_now, 'tasks', jsonb_agg(s.step ORDER BY s.n, s.i)
  FROM (
    SELECT m.n, 1 AS i,
           jsonb_build_array(m.n, NULL, CASE m.became WHEN 'running' THEN 'queued' ELSE m.became END, NULL, 0) AS step
    FROM unnest(v_made) AS m
    UNION ALL
    SELECT m.n, 2, jsonb_build_array(m.n, 'queued', 'running', m.token, m.attempt) FROM unnest(v_made) AS m
    WHERE m.became = 'running'
  ) s;

  RETURN QUERY
    SELECT CASE m.became WHEN 'running' THEN 'taken' ELSE 'queued' END, m.n, m.attempt, m.queue
    FROM unnest(v_made) AS m WHERE m.became <> 'ready'
    UNION ALL
    SELECT 'more', NULL, NULL, NULL
    WHERE p_created IS NULL AND v_frame.created + v_items < v_frame.count AND v_frame.open + v_items < v_frame.max_parallel;
END $$;
