-- Purpose   The tasks of one tenant that use what it may have at most: for a leader that has not seen them begin.
-- Params    $1 tenant, $2 how many
-- Index     maestro_runs_open, the primary keys of tasks and waits.
SELECT t.tenant_id, t.run_id, t.n, t.queue
FROM maestro_runs r
JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
LEFT JOIN LATERAL (SELECT w.reason FROM maestro_waits w
                   WHERE t.status = 'waiting' AND w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n OFFSET 0) w ON true
WHERE r.tenant_id = $1::uuid AND r.finished_at IS NULL
  AND (t.status IN ('queued', 'running') OR w.reason IN ('BACKOFF', 'CONCURRENCY', 'RATE_LIMIT'))
LIMIT $2::int
