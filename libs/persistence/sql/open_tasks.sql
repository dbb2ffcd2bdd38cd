-- Purpose   Which of some tasks of a run have not ended.
-- Params    $1 tenant, $2 run, $3 n[]
-- Index     the primary key of tasks
SELECT n FROM maestro_tasks
WHERE tenant_id = $1::uuid AND run_id = $2::uuid AND n = ANY ($3::int[]) AND finished_at IS NULL
ORDER BY n
