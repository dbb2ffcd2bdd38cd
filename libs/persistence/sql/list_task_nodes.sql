-- Purpose   Which node of the plan some tasks of a run play.
-- Params    $1 tenant, $2 run, $3 n[]
-- Index     primary key
SELECT n, node FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 AND n = ANY ($3::int[])
