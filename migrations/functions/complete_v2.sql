-- Purpose   Ends many attempts at once and moves what depended on them: the one statement behind every
--           completion, failure, retry, wait, skip, cancel, hand-back and rescue.
-- Own rows  p_tenant .. p_scope: one element a task. `p_token` null means no attempt is involved (a skip, the cancel of
--           what never ran); then the row must still have the status `p_from`. What waits is ended under the token of the
--           attempt that parked it.
--           p_outcome: succeeded | failed | skipped | omitted (skipped because somebody asked) | cancelled | retry | park |
--           release | lost | lost_alone. p_wait: {reason, key, detail} of retry and park; p_wait_ms null: nothing but an
--           event ends the wait. p_handled: a failure that the plan takes care of, or a result with failed items.
--           p_sink: the end of the task is counted, by its run or, with p_parent, by its map or loop. p_scope: the last
--           task of its item.
-- Deltas    p_d_*: what an own row (p_d_owner, its index from 1) decided of one successor. The caller asked the
--           plan; this function only counts. `p_d_take`: the caller will run that successor itself, at once, unless
--           it is there to clean up: such a task outlives the winding down of its run, and goes through the queue.
-- Others    p_held: `tenant/queue` pairs (`tenant/*`: all) that are over their share: their ready tasks go to the backlog. p_slots: some own row
--           may hold a slot.
-- Result    Only what the caller cannot know; `owner` is an own row of the same run.
--           already  an own row had been ended before by this very token: a repeat, harmless
--           stale    the token is not the row's: nothing changed
--           queued   a task became ready: dispatch it
--           taken    a task became ready and is claimed for the caller
--           skip     a task can no longer run: complete it as skipped
--           cancel   a task would run, but its run or item is winding down: complete it as cancelled
--           frame    a map or loop may make more items, winds down, or has ended
--           winding  the run began to wind down: sweep it
--           final    every node of the run has ended: evaluate its outputs, undo what is to be undone, finish it
--           ended    the run is over; `queue` holds its status; `other` and `n` the task that waits for it, if any
--           freed    slots of the key in `queue` fell free
-- Locks     tasks (own, successors, last tasks of items, in one pass, by tenant, run, n), then frames (by tenant, run, n),
--           then runs (by tenant, id), then slots. Nobody locks a task after a run.
-- Index     the primary keys, and nothing else.
CREATE TYPE maestro_step AS (owner int, tenant_id uuid, run_id uuid, n int, was text, became text, token bigint, attempt int, queue text);

CREATE FUNCTION maestro_complete_v2(
  p_tenant uuid[], p_run uuid[], p_n int[], p_token bigint[], p_from text[], p_outcome text[],
  p_output jsonb[], p_output_ref jsonb[], p_error jsonb[], p_wait_ms bigint[], p_wait jsonb[], p_handled boolean[],
  p_sink boolean[], p_parent int[], p_scope int[],
  p_d_owner int[], p_d_n int[], p_d_decided int[], p_d_fired int[], p_d_urgent int[], p_d_take boolean[],
  p_held text[], p_slots boolean, p_session uuid, p_take_token bigint)
RETURNS TABLE (kind text, owner int, n int, attempt int, queue text, other uuid)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  -- Outcomes that do not end the task.
  c_open CONSTANT text[] := '{retry,park,release,lost,lost_alone}';
  v_now timestamptz;
  v_done maestro_step[];     -- own rows that changed
  v_ok int[];                -- their indexes
  v_moved maestro_step[];    -- successors that became ready
  v_workless maestro_step[]; -- successors that end without any work
  v_frames maestro_step[];
  v_ended maestro_step[];
  v_freed maestro_step[];
  v_slotted boolean;         -- a run ended that held a slot
  v_failed_items int[];      -- own rows whose item has failed
BEGIN
  -- Locked first, decided afterwards in new statements: each sees what the lock waited for.
  PERFORM 1
  FROM maestro_tasks t
  JOIN (
    SELECT o.tenant_id, o.run_id, o.n FROM unnest(p_tenant, p_run, p_n) AS o (tenant_id, run_id, n)
    UNION
    SELECT p_tenant[d.owner], p_run[d.owner], d.n FROM unnest(p_d_owner, p_d_n) AS d (owner, n)
    UNION
    SELECT o.tenant_id, o.run_id, o.scope
    FROM unnest(p_tenant, p_run, p_scope, p_outcome, p_handled) AS o (tenant_id, run_id, scope, outcome, handled)
    WHERE o.scope IS NOT NULL AND o.outcome = 'failed' AND NOT o.handled
  ) k ON t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n
  ORDER BY t.tenant_id, t.run_id, t.n
  FOR NO KEY UPDATE OF t;
  -- Behind the locks, and so behind the end of whatever they waited for.
  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);

  WITH done AS (
    UPDATE maestro_tasks t SET
      status = (CASE o.outcome WHEN 'retry' THEN 'waiting' WHEN 'park' THEN 'waiting' WHEN 'release' THEN 'queued'
                WHEN 'lost' THEN 'queued' WHEN 'lost_alone' THEN 'queued' WHEN 'omitted' THEN 'skipped'
                ELSE o.outcome END)::maestro_task_status,
      output = o.output,
      output_ref = o.output_ref,
      error = o.error,
      attempt = CASE o.outcome WHEN 'release' THEN t.attempt - 1 ELSE t.attempt END,
      deaths = CASE o.outcome WHEN 'lost' THEN t.deaths + 1 ELSE t.deaths END,
      alone_deaths = CASE o.outcome WHEN 'lost_alone' THEN t.alone_deaths + 1 ELSE t.alone_deaths END,
      session_id = CASE WHEN o.outcome = ANY (c_open) THEN NULL ELSE t.session_id END,
      ready_at = CASE WHEN o.outcome IN ('release', 'lost', 'lost_alone') THEN v_now ELSE t.ready_at END,
      finished_at = CASE WHEN o.outcome = ANY (c_open) THEN NULL ELSE v_now END
    FROM unnest(p_tenant, p_run, p_n, p_token, p_from, p_outcome, p_output, p_output_ref, p_error)
      WITH ORDINALITY AS o (tenant_id, run_id, n, token, was, outcome, output, output_ref, error, i)
    WHERE t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
      AND t.status = o.was::maestro_task_status
      AND CASE WHEN o.token IS NOT NULL THEN t.token = o.token
               WHEN o.outcome = 'skipped' THEN t.undecided = 0 AND t.fired = 0
               WHEN o.outcome = 'cancelled' THEN t.urgent = 0
               ELSE true END
    RETURNING o.i, o.was, t.tenant_id, t.run_id, t.n, t.status, t.attempt, t.token, t.queue, t.failing
  )
  SELECT array_agg((d.i, d.tenant_id, d.run_id, d.n, d.was, d.status, d.token, d.attempt, d.queue)::maestro_step),
         array_agg(d.i::int),
         array_agg(d.i::int) FILTER (WHERE d.failing)
  INTO v_done, v_ok, v_failed_items FROM done d;

  -- What does not end, and what ends a wait, is rare enough to cost others nothing.
  IF p_outcome && c_open OR 'waiting' = ANY (p_from) THEN
    WITH parked AS (
      INSERT INTO maestro_waits (tenant_id, run_id, n, reason, key, detail, wake_at, created_at)
      SELECT d.tenant_id, d.run_id, d.n, p_wait[d.owner] ->> 'reason', p_wait[d.owner] ->> 'key', p_wait[d.owner] -> 'detail',
             coalesce(v_now + p_wait_ms[d.owner] * interval '1 millisecond', 'infinity'), v_now
      FROM unnest(v_done) AS d WHERE p_outcome[d.owner] IN ('retry', 'park')
      ON CONFLICT (tenant_id, run_id, n) DO UPDATE
        SET reason = excluded.reason, key = excluded.key, detail = excluded.detail, wake_at = excluded.wake_at,
            created_at = excluded.created_at
    ), unparked AS (
      DELETE FROM maestro_waits w USING unnest(v_done) AS d
      WHERE d.was = 'waiting' AND p_outcome[d.owner] NOT IN ('retry', 'park')
        AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
    )
    INSERT INTO maestro_attempts (tenant_id, run_id, n, attempt, token, outcome, started_at, finished_at, error)
    SELECT d.tenant_id, d.run_id, d.n, d.attempt, d.token, CASE p_outcome[d.owner] WHEN 'retry' THEN 'failed' ELSE 'lost' END,
           t.started_at, v_now, p_error[d.owner]
    FROM unnest(v_done) AS d
    JOIN maestro_tasks t ON t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n
    WHERE p_outcome[d.owner] IN ('retry', 'lost', 'lost_alone')
    -- What was parked and retried from its wait has the row of its attempt already.
    ON CONFLICT DO NOTHING;
  END IF;
  IF 'ready' = ANY (p_from) THEN
    DELETE FROM maestro_backlog b USING unnest(v_done) AS d
    WHERE d.was = 'ready' AND b.tenant_id = d.tenant_id AND b.run_id = d.run_id AND b.n = d.n;
  END IF;

  -- What fails in an item with several tasks, and is not handled, fails the item: its last task carries the mark.
  IF 'failed' = ANY (p_outcome) AND array_remove(p_scope, NULL) <> '{}' THEN
    UPDATE maestro_tasks t SET failing = true
    FROM (SELECT DISTINCT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS run_id, p_scope[ok.i] AS n FROM unnest(v_ok) AS ok (i)
          WHERE p_scope[ok.i] IS NOT NULL AND p_outcome[ok.i] = 'failed' AND NOT p_handled[ok.i]) k
    WHERE t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n AND t.finished_at IS NULL;
  END IF;

  -- One net change a successor, however many of its predecessors are in this batch.
  IF cardinality(p_d_n) > 0 THEN
  WITH delta AS (
    SELECT p_tenant[d.owner] AS tenant_id, p_run[d.owner] AS run_id, d.n, sum(d.decided)::int AS decided,
           sum(d.fired)::int AS fired, sum(d.urgent)::int AS urgent, bool_or(d.take) AS take, max(p_scope[d.owner]) AS scope,
           coalesce(min(d.owner) FILTER (WHERE d.take), min(d.owner)) AS owner
    FROM unnest(p_d_owner, p_d_n, p_d_decided, p_d_fired, p_d_urgent, p_d_take)
      AS d (owner, n, decided, fired, urgent, take)
    JOIN unnest(v_ok) AS ok (i) ON ok.i = d.owner
    GROUP BY 1, 2, 3
  ), moved AS (
    UPDATE maestro_tasks t SET
      undecided = t.undecided - d.decided,
      fired = t.fired + d.fired,
      urgent = t.urgent + d.urgent,
      (status, ready_at, started_at, attempt, token, session_id) = (
        SELECT CASE WHEN x.taken THEN 'running' WHEN x.held THEN 'ready' WHEN x.ready THEN 'queued' ELSE t.status END,
               CASE WHEN x.ready THEN v_now ELSE t.ready_at END,
               CASE WHEN x.taken THEN v_now ELSE t.started_at END,
               CASE WHEN x.taken THEN t.attempt + 1 ELSE t.attempt END,
               CASE WHEN x.taken THEN p_take_token ELSE t.token END,
               CASE WHEN x.taken THEN p_session ELSE t.session_id END
        FROM (SELECT y.ready, z.held, y.ready AND NOT z.held AND d.take AND r.control = 'none' AND t.urgent + d.urgent = 0 AS taken
              FROM (SELECT t.status = 'pending' AND maestro_is_ready(t.join_any, t.undecided - d.decided, t.fired + d.fired,
                             t.urgent + d.urgent, r.control IN ('cancel', 'fail', 'timeout') OR coalesce(c.failing, false))
                           AS ready) y,
                   LATERAL (SELECT y.ready AND cardinality(p_held) > 0
                                       AND ARRAY[d.tenant_id || '/' || t.queue, d.tenant_id || '/*'] && p_held AS held) z) x)
    -- OFFSET 0: else the planner, which thinks runs small, may find `t` by its run, and read all of it for each delta.
    FROM delta d
    CROSS JOIN LATERAL (SELECT r.control, r.priority FROM maestro_runs r
                        WHERE r.tenant_id = d.tenant_id AND r.id = d.run_id OFFSET 0) r
    LEFT JOIN LATERAL (SELECT c.failing FROM maestro_tasks c
                       WHERE c.tenant_id = d.tenant_id AND c.run_id = d.run_id AND c.n = d.scope OFFSET 0) c ON true
    WHERE t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n
    RETURNING d.owner, t.tenant_id, t.run_id, t.n, t.status, t.attempt, t.queue, t.token, t.undecided, t.fired, t.join_any,
              t.ready_at
  )
  SELECT array_agg((m.owner, m.tenant_id, m.run_id, m.n, 'pending', m.status,
                    CASE WHEN m.status = 'running' THEN m.token END, m.attempt, m.queue)::maestro_step)
           FILTER (WHERE m.status IN ('ready', 'queued', 'running') AND m.ready_at = v_now),
         array_agg((m.owner, m.tenant_id, m.run_id, m.n, NULL, CASE WHEN m.fired = 0 THEN 'skip' ELSE 'cancel' END, NULL, NULL,
                    NULL)::maestro_step)
           FILTER (WHERE m.status = 'pending' AND (m.undecided = 0 OR m.join_any AND m.fired > 0))
  INTO v_moved, v_workless
  FROM moved m;
  END IF;
  IF cardinality(p_held) > 0 THEN
    INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
    SELECT m.queue, m.tenant_id, 9 - r.priority, v_now, m.run_id, m.n
    FROM unnest(v_moved) AS m JOIN maestro_runs r ON r.tenant_id = m.tenant_id AND r.id = m.run_id
    WHERE m.became = 'ready'
    ON CONFLICT DO NOTHING;
  END IF;

  -- Maps and loops, of which an item ended.
  IF array_remove(p_parent, NULL) <> '{}' AND true = ANY (p_sink) THEN
    PERFORM 1 FROM maestro_frames f
    JOIN (SELECT DISTINCT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS run_id, p_parent[ok.i] AS n FROM unnest(v_ok) AS ok (i)
          WHERE p_parent[ok.i] IS NOT NULL AND p_sink[ok.i]) k
      ON f.tenant_id = k.tenant_id AND f.run_id = k.run_id AND f.n = k.n
    ORDER BY f.tenant_id, f.run_id, f.n
    FOR NO KEY UPDATE OF f;
    WITH item AS (
      SELECT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS run_id, p_parent[ok.i] AS n, min(ok.i) AS owner, count(*)::int AS ended,
             count(*) FILTER (WHERE x.failed)::int AS failed, min(p_n[ok.i]) FILTER (WHERE x.failed) AS first_failed
      FROM unnest(v_ok) AS ok (i),
           LATERAL (SELECT p_outcome[ok.i] = 'failed' AND NOT p_handled[ok.i]
                           OR coalesce(ok.i = ANY (v_failed_items), false) AS failed) x
      WHERE p_parent[ok.i] IS NOT NULL AND p_sink[ok.i]
        AND p_outcome[ok.i] <> ALL (c_open)
      GROUP BY 1, 2, 3
    ), counted AS (
      UPDATE maestro_frames f SET
        open = f.open - i.ended,
        failed = f.failed + i.failed,
        first_failed = coalesce(f.first_failed, i.first_failed),
        control = CASE WHEN i.failed > 0 AND NOT f.tolerate AND f.control = 'none' THEN 'fail' ELSE f.control END
      FROM item i
      WHERE f.tenant_id = i.tenant_id AND f.run_id = i.run_id AND f.n = i.n
      RETURNING i.owner, f.n, f.open, f.control, f.created, f.count, f.max_parallel
    )
    SELECT array_agg((c.owner, NULL, NULL, c.n, NULL, 'frame', NULL, NULL, NULL)::maestro_step) INTO v_frames
    FROM counted c
    WHERE c.open = 0 OR c.control <> 'none' OR c.created < c.count AND c.open < c.max_parallel;
  END IF;

  -- Runs: only those in which a sink ended or something failed.
  IF true = ANY (p_sink) OR 'failed' = ANY (p_outcome) OR true = ANY (p_handled) THEN
  PERFORM 1
  FROM maestro_runs r
  JOIN (
    SELECT DISTINCT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS id FROM unnest(v_ok) AS ok (i)
    WHERE p_outcome[ok.i] <> ALL (c_open)
      AND (p_handled[ok.i] OR p_parent[ok.i] IS NULL AND (p_sink[ok.i] OR p_outcome[ok.i] = 'failed'))
  ) k ON r.tenant_id = k.tenant_id AND r.id = k.id
  ORDER BY r.tenant_id, r.id
  FOR NO KEY UPDATE OF r;

    WITH ended AS (
      SELECT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS id, min(ok.i) AS owner,
             count(*) FILTER (WHERE p_sink[ok.i] AND p_parent[ok.i] IS NULL)::int AS sinks,
             count(*) FILTER (WHERE p_handled[ok.i])::int AS tolerated,
             min(p_n[ok.i]) FILTER (WHERE p_outcome[ok.i] = 'failed' AND NOT p_handled[ok.i] AND p_parent[ok.i] IS NULL) AS failed
      FROM unnest(v_ok) AS ok (i)
      WHERE p_outcome[ok.i] <> ALL (c_open)
        AND (p_handled[ok.i] OR p_parent[ok.i] IS NULL AND (p_sink[ok.i] OR p_outcome[ok.i] = 'failed'))
      GROUP BY 1, 2
    ), changed AS (
      UPDATE maestro_runs r SET
        open_sinks = r.open_sinks - e.sinks,
        tolerated = r.tolerated + e.tolerated,
        failed_task = coalesce(r.failed_task, e.failed),
        (control, stop_at, status, finished_at) = (
          SELECT x.control,
                 CASE WHEN x.control <> r.control THEN v_now + r.grace_ms * interval '1 millisecond' ELSE r.stop_at END,
                 CASE WHEN NOT x.over THEN r.status ELSE maestro_run_outcome_v2(x.control, r.tolerated + e.tolerated) END,
                 CASE WHEN x.over THEN v_now END
          FROM (SELECT y.control,
                       r.open_sinks = e.sinks
                         AND NOT CASE WHEN y.control IN ('cancel', 'fail', 'timeout') THEN r.unwinder ELSE r.finalizer END
                         AND NOT EXISTS (SELECT 1 FROM maestro_tasks t
                                         WHERE t.tenant_id = r.tenant_id AND t.run_id = r.id AND t.finished_at IS NULL)
                       AS over
                FROM (SELECT CASE WHEN e.failed IS NOT NULL AND r.control IN ('none', 'pause') THEN 'fail'
                             ELSE r.control END AS control) y) x)
      FROM ended e
      -- By status: with `finished_at IS NULL` an index of all open runs would look cheap while there are few.
      WHERE r.tenant_id = e.tenant_id AND r.id = e.id AND r.status IN ('pending', 'queued', 'running')
      RETURNING e.owner, r.tenant_id, r.id, r.status, r.finished_at, r.open_sinks, e.failed, r.parent_run, r.parent_n,
                r.concurrency_key
    )
    SELECT array_agg((c.owner, c.tenant_id, c.id, c.parent_n,
                      CASE WHEN c.finished_at IS NOT NULL THEN 'ended' WHEN c.open_sinks = 0 THEN 'final'
                           WHEN c.failed IS NOT NULL THEN 'winding' END,
                      c.parent_run, NULL, NULL, c.status)::maestro_step),
           bool_or(c.finished_at IS NOT NULL AND c.concurrency_key IS NOT NULL)
    INTO v_ended, v_slotted FROM changed c;
  END IF;
  IF v_slotted THEN
    WITH unheld AS (
      DELETE FROM maestro_holds h USING unnest(v_ended) AS e
      WHERE e.was = 'ended' AND h.tenant_id = e.tenant_id AND h.run_id = e.run_id
    ), freed AS (
      DELETE FROM maestro_slots s USING unnest(v_ended) AS e
      WHERE e.was = 'ended' AND s.tenant_id = e.tenant_id AND s.run_id = e.run_id AND s.n = -1
      RETURNING e.owner, s.tenant_id, s.key
    )
    SELECT array_agg((f.owner, f.tenant_id, NULL, NULL, NULL, NULL, NULL, NULL, f.key)::maestro_step) INTO v_freed FROM freed f;
  END IF;

  IF p_slots THEN
    WITH freed AS (
      DELETE FROM maestro_slots s USING unnest(v_done) AS d
      WHERE p_outcome[d.owner] <> 'park' AND s.tenant_id = d.tenant_id AND s.run_id = d.run_id AND s.n = d.n
      RETURNING d.owner, s.tenant_id, s.key, s.kind
    )
    SELECT coalesce(v_freed, '{}') || array_agg((f.owner, f.tenant_id, NULL, NULL, NULL, NULL, NULL, NULL, f.key)::maestro_step)
    INTO v_freed FROM freed f WHERE f.kind = 'slot';
  END IF;
  IF cardinality(v_freed) > 0 THEN
    PERFORM 1 FROM maestro_slot_keys k
    JOIN (SELECT DISTINCT f.tenant_id, f.queue AS key FROM unnest(v_freed) AS f) g ON k.tenant_id = g.tenant_id AND k.key = g.key
    ORDER BY k.tenant_id, k.key
    FOR NO KEY UPDATE OF k;
    UPDATE maestro_slot_keys k SET held = k.held - g.count
    FROM (SELECT f.tenant_id, f.queue AS key, count(*)::int AS count FROM unnest(v_freed) AS f GROUP BY 1, 2) g
    WHERE k.tenant_id = g.tenant_id AND k.key = g.key;
  END IF;

  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  SELECT s.tenant_id, s.run_id, v_now, 'tasks',
         jsonb_agg(jsonb_build_array(s.n, s.was, s.became, s.token, s.attempt) ORDER BY s.n)
  FROM (SELECT * FROM unnest(v_done) UNION ALL SELECT * FROM unnest(v_moved)) s
  GROUP BY 1, 2
  ORDER BY 1, 2;

  IF v_ended IS NOT NULL THEN
    INSERT INTO maestro_events (tenant_id, run_id, at, type, data)
    SELECT e.tenant_id, e.run_id, v_now, 'run.finished', jsonb_build_object('status', e.queue)
    FROM unnest(v_ended) AS e WHERE e.was = 'ended'
    ORDER BY 1, 2;
  END IF;

  IF cardinality(v_ok) IS DISTINCT FROM cardinality(p_n) THEN
    RETURN QUERY
      SELECT CASE WHEN t.token = o.token THEN 'already' ELSE 'stale' END, o.i::int, o.n, NULL::int, NULL::text, NULL::uuid
      FROM unnest(p_tenant, p_run, p_n, p_token) WITH ORDINALITY AS o (tenant_id, run_id, n, token, i)
      LEFT JOIN maestro_tasks t ON t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
      WHERE v_ok IS NULL OR o.i <> ALL (v_ok);
  END IF;
  IF v_moved IS NOT NULL THEN
    RETURN QUERY
      SELECT CASE m.became WHEN 'running' THEN 'taken' ELSE 'queued' END, m.owner, m.n, m.attempt, m.queue, NULL::uuid
      FROM unnest(v_moved) AS m WHERE m.became <> 'ready';
  END IF;
  IF p_outcome && c_open THEN
    RETURN QUERY
      SELECT 'queued', d.owner, d.n, d.attempt, d.queue, NULL::uuid FROM unnest(v_done) AS d WHERE d.became = 'queued';
  END IF;
  IF v_workless IS NOT NULL OR v_frames IS NOT NULL THEN
    RETURN QUERY
      SELECT w.became, w.owner, w.n, NULL::int, NULL::text, NULL::uuid
      FROM (SELECT * FROM unnest(v_workless) UNION ALL SELECT * FROM unnest(v_frames)) w;
  END IF;
  IF v_ended IS NOT NULL THEN
    RETURN QUERY
      SELECT e.was, e.owner, e.n, NULL::int, e.queue, e.became::uuid FROM unnest(v_ended) AS e WHERE e.was IS NOT NULL;
  END IF;
  IF v_freed IS NOT NULL THEN
    RETURN QUERY SELECT DISTINCT 'freed', f.owner, NULL::int, NULL::int, f.queue, NULL::uuid FROM unnest(v_freed) AS f;
  END IF;
END $$;
