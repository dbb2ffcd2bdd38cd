-- Purpose   Moves parked tasks on whose time has come.
-- Result    queued    its pause is over: dispatch it
--           due       its timer has gone off (`at` is when it was set to), or it has waited long enough for what it waits for: end it, with the row's token
--           deferred  its run is paused or winds down: looked at again in 15 s, as nothing else of its keeps the others waiting
-- Locks     tasks by (tenant, run, n), skipping those somebody else moves; then their wait rows.
-- Index     maestro_waits_wake, the primary keys of tasks and runs.
CREATE FUNCTION maestro_wake_v3(p_limit int)
RETURNS TABLE (kind text, tenant_id uuid, run_id uuid, n int, queue text, node int, parent_n int, idx int, scope_n int,
               token bigint, reason text, at text, template_id uuid, template_version int)
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
          WHERE w.wake_at <= maestro_now()
            AND w.reason IN ('BACKOFF', 'CONCURRENCY', 'RATE_LIMIT', 'BUDGET', 'TIMER', 'SIGNAL', 'APPROVAL')
          ORDER BY w.wake_at LIMIT p_limit) w
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    ORDER BY t.tenant_id, t.run_id, t.n
    FOR NO KEY UPDATE OF t SKIP LOCKED
  ) l;

  RETURN QUERY
  WITH due AS (
    SELECT t.tenant_id, t.run_id, t.n, w.reason, w.detail ->> 'at' AS at, r.template_id, r.template_version,
           CASE WHEN r.control IN ('cancel', 'fail', 'timeout') AND t.urgent = 0 THEN 'deferred'
                WHEN w.reason IN ('BACKOFF', 'CONCURRENCY', 'RATE_LIMIT', 'BUDGET') THEN 'queued'
                WHEN r.control = 'pause' THEN 'deferred' ELSE 'due' END AS kind
    -- OFFSET 0: else the planner, which thinks runs small, may find `t` by its run, and read all of it for each row.
    FROM unnest(v_tenant, v_run, v_n) AS k (tenant_id, run_id, n)
    CROSS JOIN LATERAL (SELECT * FROM maestro_tasks t
                        WHERE t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n OFFSET 0) t
    CROSS JOIN LATERAL (SELECT * FROM maestro_waits w
                        WHERE w.tenant_id = k.tenant_id AND w.run_id = k.run_id AND w.n = k.n OFFSET 0) w
    JOIN maestro_runs r ON r.tenant_id = k.tenant_id AND r.id = k.run_id
    WHERE t.status = 'waiting' AND w.wake_at <= v_now
  ), woken AS (
    UPDATE maestro_tasks t SET status = 'queued', ready_at = v_now
    FROM due d
    WHERE d.kind = 'queued' AND t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n
    RETURNING t.tenant_id, t.run_id, t.n, t.attempt
  ), gone AS (
    DELETE FROM maestro_waits w USING due d
    WHERE d.kind = 'queued' AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
  ), later AS (
    UPDATE maestro_waits w SET wake_at = v_now + interval '15 seconds' FROM due d
    WHERE d.kind = 'deferred' AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT k.tenant_id, k.run_id, v_now, 'tasks',
           jsonb_agg(jsonb_build_array(k.n, 'waiting', 'queued', NULL, k.attempt) ORDER BY k.n)
    FROM woken k GROUP BY 1, 2
  )
  SELECT d.kind, t.tenant_id, t.run_id, t.n, t.queue, t.node, t.parent_n, t.idx, t.scope_n, t.token, d.reason, d.at,
         d.template_id, d.template_version
  FROM due d JOIN maestro_tasks t ON t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n;
END $$;
