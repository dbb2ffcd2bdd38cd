-- Purpose   Every task that waits for a worker, run by run: what the queue must hold.
-- Params    $1, $2, $3 (tenant, run, n) to go on behind, $4 how many
-- Index     maestro_runs_open, the primary key of tasks.
SELECT t.tenant_id, t.run_id, t.n, t.queue
FROM maestro_runs r
JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
WHERE r.finished_at IS NULL AND r.control <> 'pause' AND t.status = 'queued'
  AND (r.tenant_id, r.id) >= ($1::uuid, $2::uuid)
  AND (t.tenant_id, t.run_id, t.n) > ($1::uuid, $2::uuid, $3::int)
ORDER BY r.tenant_id, r.id, t.n
LIMIT $4
