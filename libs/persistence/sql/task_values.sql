-- Purpose   What expressions may name: outcome and output of some tasks of one run.
-- Params    $1 tenant, $2 run, $3 n[]
-- Index     the primary key of tasks.
SELECT n, status, attempt, output, output_ref, error
FROM maestro_tasks
WHERE tenant_id = $1 AND run_id = $2 AND n = ANY ($3::int[])
