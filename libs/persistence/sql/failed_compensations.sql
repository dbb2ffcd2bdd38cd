-- Purpose   Tasks of a run that were to undo others and failed, the first of them.
-- Params    $1 tenant, $2 run, $3 how many
-- Index     the primary key of tasks, by run.
SELECT t.n, t.node, t.compensates, t.error
FROM maestro_tasks t
WHERE t.tenant_id = $1::uuid AND t.run_id = $2::uuid AND t.compensates IS NOT NULL AND t.status = 'failed'
ORDER BY t.n
LIMIT $3
