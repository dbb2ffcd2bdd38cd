-- Purpose   The tasks of one run that somebody may have to move: decided but not moved, queued, parked, or held by
--           a session that is gone.
-- Params    $1 tenant, $2 run, $3 number behind which to go on, $4 how many
-- Index     the primary key of tasks, by run.
SELECT t.n, t.node, t.parent_n, t.idx, t.scope_n, t.status, t.token, t.undecided, t.fired, t.urgent, t.join_any, t.attempt,
       t.deaths + t.alone_deaths AS deaths, t.queue, t.ready_at, coalesce(c.failing, false) AS failing,
       t.status = 'queued' AND t.ready_at < maestro_now() - interval '10 seconds' AS overdue,
       t.status = 'running' AND NOT EXISTS (
         SELECT 1 FROM maestro_worker_sessions s
         WHERE s.id = t.session_id AND s.ended_at IS NULL AND s.expires_at > maestro_now()) AS lost
FROM maestro_tasks t
LEFT JOIN maestro_tasks c ON c.tenant_id = t.tenant_id AND c.run_id = t.run_id AND c.n = t.scope_n
WHERE t.tenant_id = $1 AND t.run_id = $2 AND t.n > $3 AND t.finished_at IS NULL
  AND (t.status <> 'pending' OR t.undecided = 0 OR (t.join_any AND t.fired > 0))
ORDER BY t.n
LIMIT $4
