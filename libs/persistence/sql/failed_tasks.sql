-- Purpose   What failed among tasks that are numbered one after the other, the first failure first.
-- Params    $1 tenant, $2 run, $3 the first number, $4 the number behind the last
-- Index     the primary key of tasks.
SELECT n, node, error
FROM maestro_tasks
WHERE tenant_id = $1 AND run_id = $2 AND n >= $3 AND n < $4 AND status = 'failed'
ORDER BY finished_at, n
LIMIT 100
