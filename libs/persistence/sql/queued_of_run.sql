-- Purpose   The tasks of one run that wait for a worker.
-- Params    $1 tenant, $2 run, $3 number behind which to go on, $4 how many
-- Index     the primary key of tasks, by run.
SELECT tenant_id, run_id, n, queue FROM maestro_tasks
WHERE tenant_id = $1::uuid AND run_id = $2::uuid AND n > $3::int AND status = 'queued'
ORDER BY n
LIMIT $4
