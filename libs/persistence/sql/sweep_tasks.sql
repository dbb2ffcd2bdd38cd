-- Purpose   The tasks of one run that somebody may have to move: decided but not moved, queued, parked, or held by
--           a session that is gone.
-- Params    $1 tenant, $2 run, $3 number behind which to go on, $4 how many, $5 number before which to stop,
--           $6 lease of workers in milliseconds
-- Result    `failing`: the item it belongs to winds down, or the whole map or loop around that. `reason`: what it waits for;
--           `arrived`: an instant, signal or answer it waits for is there, or did not come in time. `lost`: the session that
--           holds it is gone; one that this server has not heard of since it started has a whole lease from then.
--           `blameless`: the server was away when that lease had to be renewed. `waited_ms`: since it was ready.
-- Index     the primary key of tasks, by run; the primary keys, once a task: OFFSET 0 keeps the planner, which thinks runs
--           small, from joining the whole run to each, and from hashing all signals for an EXISTS.
SELECT t.n, t.node, t.parent_n, t.idx, t.scope_n, t.status, t.token, t.undecided, t.fired, t.urgent, t.join_any, t.attempt,
       t.deaths + t.alone_deaths AS deaths, t.queue, t.ready_at, w.reason, w.key AS wait_key,
       CASE w.reason
         WHEN 'TIMER' THEN (w.detail ->> 'at')::timestamptz <= maestro_now()
         WHEN 'SIGNAL' THEN w.detail ? 'expired' OR coalesce((w.detail ->> 'expires_at')::timestamptz <= maestro_now(), false)
           OR EXISTS (SELECT 1 FROM maestro_signals s WHERE s.tenant_id = t.tenant_id AND s.run_id = t.run_id AND s.consumed_by = t.n OFFSET 0)
           OR EXISTS (SELECT 1 FROM maestro_signals s WHERE s.tenant_id = t.tenant_id AND s.run_id = t.run_id
                        AND s.name = w.detail ->> 'name' AND s.consumed_by IS NULL OFFSET 0)
         WHEN 'APPROVAL' THEN EXISTS (SELECT 1 FROM maestro_approvals a
                                      WHERE a.tenant_id = t.tenant_id AND a.run_id = t.run_id AND a.n = t.n
                                        AND (a.status <> 'pending' OR a.expires_at <= maestro_now()) OFFSET 0)
         ELSE false END AS arrived,
       coalesce(c.failing, false) OR coalesce(f.control <> 'none', false) AS failing,
       t.status = 'queued' AND t.ready_at < maestro_now() - interval '10 seconds' AS overdue,
       t.status = 'running' AND NOT EXISTS (
         SELECT 1 FROM maestro_worker_sessions s
         WHERE s.id = t.session_id AND s.ended_at IS NULL
           AND greatest(s.expires_at, pg_postmaster_start_time() + $6::int * interval '1 millisecond') > maestro_now()) AS lost,
       t.status = 'running' AND EXISTS (
         SELECT 1 FROM maestro_worker_sessions s
         WHERE s.id = t.session_id AND s.expires_at < pg_postmaster_start_time() + $6::int * interval '1 millisecond')
         AS blameless,
       (extract(epoch FROM maestro_now() - t.ready_at) * 1000)::float8 AS waited_ms
FROM maestro_tasks t
LEFT JOIN LATERAL (SELECT * FROM maestro_tasks c
                   WHERE c.tenant_id = t.tenant_id AND c.run_id = t.run_id AND c.n = t.scope_n OFFSET 0) c ON true
LEFT JOIN LATERAL (SELECT * FROM maestro_frames f
                   WHERE f.tenant_id = t.tenant_id AND f.run_id = t.run_id AND f.n = t.parent_n OFFSET 0) f ON true
LEFT JOIN LATERAL (SELECT * FROM maestro_waits w
                   WHERE w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n OFFSET 0) w ON true
WHERE t.tenant_id = $1 AND t.run_id = $2 AND t.n > $3 AND t.n < $5 AND t.finished_at IS NULL
  AND (t.status <> 'pending' OR t.undecided = 0 OR (t.join_any AND t.fired > 0))
ORDER BY t.n
LIMIT $4
