-- Purpose   Where tasks of items and rounds stand. It never changes: callers keep it.
-- Params    $1 tenant, $2 run, $3 n[]
-- Index     the primary key of tasks.
SELECT n, node, parent_n, idx, scope_n FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 AND n = ANY ($3::int[])
