-- Purpose   Tasks of some queues that have waited for a worker for more than ten seconds: what a worker serves by
--           itself while the queue is out of reach.
-- Params    $1 queue[], $2 how many
-- Index     maestro_runs_open, the primary key of tasks.
SELECT t.tenant_id, t.run_id, t.n, t.queue
FROM maestro_runs r
JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
WHERE r.finished_at IS NULL AND r.control <> 'pause' AND t.status = 'queued' AND t.queue = ANY ($1::text[])
  AND t.ready_at < maestro_now() - interval '10 seconds'
LIMIT $2
