-- Purpose   The tasks of one run that somebody may have to move: decided but not moved, queued, parked, or held by
--           a session that is gone.
-- Params    $1 tenant, $2 run, $3 how many
-- Index     the primary key of tasks, by run.
SELECT t.n, t.node, t.status, t.token, t.undecided, t.fired, t.urgent, t.join_any, t.attempt, t.deaths, t.queue,
       t.status = 'queued' AND t.ready_at < maestro_now() - interval '10 seconds' AS overdue,
       t.status = 'running' AND NOT EXISTS (
         SELECT 1 FROM maestro_worker_sessions s
         WHERE s.id = t.session_id AND s.ended_at IS NULL AND s.expires_at > maestro_now()) AS lost
FROM maestro_tasks t
WHERE t.tenant_id = $1 AND t.run_id = $2 AND t.finished_at IS NULL
  AND (t.status <> 'pending' OR t.undecided = 0 OR (t.join_any AND t.fired > 0))
ORDER BY t.n
LIMIT $3
