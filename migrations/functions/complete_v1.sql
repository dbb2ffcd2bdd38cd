-- Purpose   Ends many attempts at once and moves what depended on them: the one statement behind every
--           completion, failure, retry, skip, cancel, hand-back and rescue.
-- Own rows  p_tenant .. p_sink: one element a task. `p_token` null means no attempt is involved (a skip, or the
--           cancel of what never ran); then the row must still have the status `p_from`.
--           p_outcome: succeeded | failed | skipped | cancelled | retry | release | lost
-- Deltas    p_d_*: what an own row (p_d_owner, its index from 1) decided of one successor. The caller asked the
--           plan; this function only counts. `p_d_take`: the caller will run that successor itself, at once, unless
--           it is there to clean up: such a task outlives the winding down of its run, and goes through the queue.
-- Result    kind: done     an own row changed                    (owner)
--                 already  an own row had been ended before by this very token: a repeat, harmless (owner)
--                 stale    the token is not the row's: nothing changed (owner)
--                 queued   a task became ready: dispatch it
--                 taken    a task became ready and is claimed for the caller
--                 skip     a task can no longer run: complete it as skipped
--                 cancel   a task would run, but its run is winding down: complete it as cancelled
--                 winding  the run began to wind down: sweep it
--                 final    every node of the run has ended: evaluate its outputs and finish it
--                 ended    the run is over; `queue` holds its status
-- Locks     tasks (own and successors in one pass, by tenant, run, n), then runs (by tenant, id). Nobody locks a
--           task after a run.
-- Index     the primary keys, and nothing else.
CREATE FUNCTION maestro_complete_v1(
  p_tenant uuid[], p_run uuid[], p_n int[], p_token bigint[], p_from text[], p_outcome text[],
  p_output jsonb[], p_output_ref jsonb[], p_error jsonb[], p_retry_ms bigint[], p_handled boolean[], p_sink boolean[],
  p_d_owner int[], p_d_n int[], p_d_decided int[], p_d_fired int[], p_d_urgent int[], p_d_take boolean[],
  p_session uuid, p_take_token bigint)
RETURNS TABLE (kind text, owner int, tenant_id uuid, run_id uuid, n int, attempt int, queue text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_ok int[];        -- indexes of own rows that changed
  v_moved jsonb[];   -- tasks that became ready: [tenant, run, n, status, attempt, queue, token]
  v_decided jsonb[]; -- tasks that can no longer run: [kind, tenant, run, n]
  v_ended jsonb[];   -- runs that changed: [kind, tenant, run, status]
BEGIN
  -- Locked first, decided afterwards in new statements: each sees what the lock waited for.
  PERFORM 1
  FROM maestro_tasks t
  JOIN (
    SELECT o.tenant_id, o.run_id, o.n FROM unnest(p_tenant, p_run, p_n) AS o (tenant_id, run_id, n)
    UNION
    SELECT p_tenant[d.owner], p_run[d.owner], d.n FROM unnest(p_d_owner, p_d_n) AS d (owner, n)
  ) k ON t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n
  ORDER BY t.tenant_id, t.run_id, t.n
  FOR UPDATE OF t;

  WITH own AS (
    SELECT *
    FROM unnest(p_tenant, p_run, p_n, p_token, p_from, p_outcome, p_output, p_output_ref, p_error, p_retry_ms)
      WITH ORDINALITY AS o (tenant_id, run_id, n, token, was, outcome, output, output_ref, error, retry_ms, i)
  ), done AS (
    UPDATE maestro_tasks t SET
      status = (CASE o.outcome WHEN 'retry' THEN 'waiting' WHEN 'release' THEN 'queued' WHEN 'lost' THEN 'queued'
                ELSE o.outcome END)::maestro_task_status,
      output = o.output,
      output_ref = o.output_ref,
      error = o.error,
      attempt = CASE o.outcome WHEN 'release' THEN t.attempt - 1 ELSE t.attempt END,
      deaths = CASE o.outcome WHEN 'lost' THEN t.deaths + 1 ELSE t.deaths END,
      session_id = CASE WHEN o.outcome IN ('retry', 'release', 'lost') THEN NULL ELSE t.session_id END,
      ready_at = CASE WHEN o.outcome IN ('release', 'lost') THEN v_now ELSE t.ready_at END,
      finished_at = CASE WHEN o.outcome IN ('retry', 'release', 'lost') THEN NULL ELSE v_now END
    FROM own o
    WHERE t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
      AND t.status = o.was::maestro_task_status
      AND CASE WHEN o.token IS NOT NULL THEN t.token = o.token
               WHEN o.outcome = 'skipped' THEN t.undecided = 0 AND t.fired = 0
               ELSE t.urgent = 0 END
    RETURNING o.i, o.outcome, o.retry_ms, o.was, o.error, t.tenant_id, t.run_id, t.n, t.attempt, t.token, t.started_at
  ), parked AS (
    INSERT INTO maestro_waits (tenant_id, run_id, n, reason, detail, wake_at, created_at)
    SELECT d.tenant_id, d.run_id, d.n, 'BACKOFF', jsonb_build_object('attempt', d.attempt),
           v_now + d.retry_ms * interval '1 millisecond', v_now
    FROM done d WHERE d.outcome = 'retry'
  ), unparked AS (
    DELETE FROM maestro_waits w USING done d
    WHERE d.was = 'waiting' AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
  ), tried AS (
    INSERT INTO maestro_attempts (tenant_id, run_id, n, attempt, token, outcome, started_at, finished_at, error)
    SELECT d.tenant_id, d.run_id, d.n, d.attempt, d.token,
           CASE d.outcome WHEN 'retry' THEN 'failed' ELSE 'lost' END, d.started_at, v_now, d.error
    FROM done d WHERE d.outcome IN ('retry', 'lost')
  )
  SELECT array_agg(d.i::int) INTO v_ok FROM done d;

  -- One net change a successor, however many of its predecessors are in this batch.
  WITH delta AS (
    SELECT p_tenant[d.owner] AS tenant_id, p_run[d.owner] AS run_id, d.n, sum(d.decided)::int AS decided,
           sum(d.fired)::int AS fired, sum(d.urgent)::int AS urgent, bool_or(d.take) AS take
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
        SELECT CASE WHEN x.taken THEN 'running' WHEN x.ready THEN 'queued' ELSE t.status END,
               CASE WHEN x.ready THEN v_now ELSE t.ready_at END,
               CASE WHEN x.taken THEN v_now ELSE t.started_at END,
               CASE WHEN x.taken THEN t.attempt + 1 ELSE t.attempt END,
               CASE WHEN x.taken THEN p_take_token ELSE t.token END,
               CASE WHEN x.taken THEN p_session ELSE t.session_id END
        FROM (SELECT y.ready, y.ready AND d.take AND r.control = 'none' AND t.urgent + d.urgent = 0 AS taken
              FROM (SELECT t.status = 'pending' AND maestro_is_ready(t.join_any, t.undecided - d.decided,
                             t.fired + d.fired, t.urgent + d.urgent, r.control IN ('cancel', 'fail')) AS ready) y) x)
    FROM delta d
    JOIN maestro_runs r ON r.tenant_id = d.tenant_id AND r.id = d.run_id
    WHERE t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n
    RETURNING t.tenant_id, t.run_id, t.n, t.status, t.attempt, t.queue, t.token, t.undecided, t.fired, t.join_any,
              t.ready_at
  )
  SELECT array_agg(jsonb_build_array(m.tenant_id, m.run_id, m.n, m.status, m.attempt, m.queue, m.token))
           FILTER (WHERE m.status IN ('queued', 'running') AND m.ready_at = v_now),
         array_agg(jsonb_build_array(CASE WHEN m.fired = 0 THEN 'skip' ELSE 'cancel' END, m.tenant_id, m.run_id, m.n))
           FILTER (WHERE m.status = 'pending' AND (m.undecided = 0 OR m.join_any AND m.fired > 0))
  INTO v_moved, v_decided
  FROM moved m;

  -- Runs: only those in which a sink ended or something failed.
  PERFORM 1
  FROM maestro_runs r
  JOIN (
    SELECT DISTINCT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS id FROM unnest(v_ok) AS ok (i)
    WHERE p_outcome[ok.i] NOT IN ('retry', 'release', 'lost') AND (p_sink[ok.i] OR p_outcome[ok.i] = 'failed')
  ) k ON r.tenant_id = k.tenant_id AND r.id = k.id
  ORDER BY r.tenant_id, r.id
  FOR UPDATE OF r;

  IF FOUND THEN
    WITH ended AS (
      SELECT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS id,
             count(*) FILTER (WHERE p_sink[ok.i])::int AS sinks,
             count(*) FILTER (WHERE p_outcome[ok.i] = 'failed' AND p_handled[ok.i])::int AS tolerated,
             min(p_n[ok.i]) FILTER (WHERE p_outcome[ok.i] = 'failed' AND NOT p_handled[ok.i]) AS failed
      FROM unnest(v_ok) AS ok (i)
      WHERE p_outcome[ok.i] NOT IN ('retry', 'release', 'lost') AND (p_sink[ok.i] OR p_outcome[ok.i] = 'failed')
      GROUP BY 1, 2
    ), changed AS (
      UPDATE maestro_runs r SET
        open_sinks = r.open_sinks - e.sinks,
        tolerated = r.tolerated + e.tolerated,
        failed_task = coalesce(r.failed_task, e.failed),
        (control, status, finished_at) = (
          SELECT x.control,
                 CASE WHEN NOT x.over THEN r.status ELSE maestro_run_outcome(x.control, r.tolerated + e.tolerated) END,
                 CASE WHEN x.over THEN v_now END
          FROM (SELECT y.control,
                       r.open_sinks = e.sinks AND (NOT r.finalizer OR y.control IN ('cancel', 'fail'))
                         AND NOT EXISTS (SELECT 1 FROM maestro_tasks t
                                         WHERE t.tenant_id = r.tenant_id AND t.run_id = r.id AND t.finished_at IS NULL)
                       AS over
                FROM (SELECT CASE WHEN e.failed IS NOT NULL AND r.control IN ('none', 'pause') THEN 'fail'
                             ELSE r.control END AS control) y) x)
      FROM ended e
      WHERE r.tenant_id = e.tenant_id AND r.id = e.id AND r.finished_at IS NULL
      RETURNING r.tenant_id, r.id, r.status, r.finished_at, r.open_sinks, e.failed
    )
    SELECT array_agg(jsonb_build_array(
             CASE WHEN c.finished_at IS NOT NULL THEN 'ended' WHEN c.open_sinks = 0 THEN 'final'
                  WHEN c.failed IS NOT NULL THEN 'winding' END,
             c.tenant_id, c.id, c.status))
    INTO v_ended FROM changed c;
  END IF;

  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  SELECT s.tenant_id, s.run_id, v_now, 'tasks', jsonb_agg(s.step ORDER BY s.n)
  FROM (
    SELECT t.tenant_id, t.run_id, t.n,
           jsonb_build_array(t.n, p_from[ok.i], t.status, p_token[ok.i], t.attempt) AS step
    FROM unnest(v_ok) AS ok (i)
    JOIN maestro_tasks t ON t.tenant_id = p_tenant[ok.i] AND t.run_id = p_run[ok.i] AND t.n = p_n[ok.i]
    UNION ALL
    SELECT (m.row ->> 0)::uuid, (m.row ->> 1)::uuid, (m.row ->> 2)::int,
           jsonb_build_array(m.row -> 2, 'pending', m.row -> 3, CASE m.row ->> 3 WHEN 'running' THEN m.row -> 6 END, m.row -> 4)
    FROM unnest(v_moved) AS m (row)
  ) s
  GROUP BY 1, 2
  ORDER BY 1, 2;

  INSERT INTO maestro_events (tenant_id, run_id, at, type, data)
  SELECT (e.row ->> 1)::uuid, (e.row ->> 2)::uuid, v_now, 'run.finished', jsonb_build_object('status', e.row -> 3)
  FROM unnest(v_ended) AS e (row) WHERE e.row ->> 0 = 'ended'
  ORDER BY 1, 2;

  RETURN QUERY
    SELECT CASE WHEN ok.i IS NOT NULL THEN 'done' WHEN t.token = o.token THEN 'already' ELSE 'stale' END,
           o.i::int, o.tenant_id, o.run_id, o.n, t.attempt, t.queue
    FROM unnest(p_tenant, p_run, p_n, p_token) WITH ORDINALITY AS o (tenant_id, run_id, n, token, i)
    LEFT JOIN unnest(v_ok) AS ok (i) ON ok.i = o.i
    LEFT JOIN maestro_tasks t ON t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
    UNION ALL
    SELECT 'queued', NULL, t.tenant_id, t.run_id, t.n, t.attempt, t.queue
    FROM unnest(v_ok) AS ok (i)
    JOIN maestro_tasks t ON t.tenant_id = p_tenant[ok.i] AND t.run_id = p_run[ok.i] AND t.n = p_n[ok.i]
    WHERE p_outcome[ok.i] IN ('release', 'lost')
    UNION ALL
    SELECT CASE m.row ->> 3 WHEN 'running' THEN 'taken' ELSE 'queued' END, NULL, (m.row ->> 0)::uuid, (m.row ->> 1)::uuid,
           (m.row ->> 2)::int, (m.row ->> 4)::int, m.row ->> 5
    FROM unnest(v_moved) AS m (row)
    UNION ALL
    SELECT d.row ->> 0, NULL, (d.row ->> 1)::uuid, (d.row ->> 2)::uuid, (d.row ->> 3)::int, NULL, NULL
    FROM unnest(v_decided) AS d (row)
    UNION ALL
    SELECT e.row ->> 0, NULL, (e.row ->> 1)::uuid, (e.row ->> 2)::uuid, NULL, NULL, e.row ->> 3
    FROM unnest(v_ended) AS e (row) WHERE e.row ->> 0 IS NOT NULL;
END $$;
