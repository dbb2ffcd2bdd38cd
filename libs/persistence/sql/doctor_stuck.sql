-- Purpose   What of one tenant stands still: open runs that nobody has looked at for a minute, and running tasks whose
--           worker has been gone for as long.
-- Params    $1 tenant, $2 how many
-- Index     maestro_runs_open, the primary key of tasks
SELECT 'neglected' AS kind, r.id AS run_id, NULL::int AS n FROM maestro_runs r
WHERE r.tenant_id = $1::uuid AND r.finished_at IS NULL AND r.check_at < maestro_now() - interval '1 minute'
UNION ALL
SELECT 'orphaned', t.run_id, t.n
FROM maestro_runs r JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
WHERE r.tenant_id = $1::uuid AND r.finished_at IS NULL AND t.status = 'running'
  AND NOT EXISTS (SELECT 1 FROM maestro_worker_sessions s
                  WHERE s.id = t.session_id AND coalesce(s.ended_at, s.expires_at) > maestro_now() - interval '1 minute')
LIMIT $2
