-- Purpose   Runs that have a task under a session that is gone.
-- Params    $1 how many, $2 lease of workers in milliseconds
-- Index     maestro_runs_check for the open runs, the primary key for their tasks.
SELECT DISTINCT r.tenant_id, r.id AS run_id
FROM maestro_runs r
JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
WHERE r.finished_at IS NULL AND r.status = 'running' AND t.status = 'running'
  AND NOT EXISTS (SELECT 1 FROM maestro_worker_sessions s
                  WHERE s.id = t.session_id AND s.ended_at IS NULL
                    AND greatest(s.expires_at, pg_postmaster_start_time() + $2::int * interval '1 millisecond') > maestro_now())
LIMIT $1
