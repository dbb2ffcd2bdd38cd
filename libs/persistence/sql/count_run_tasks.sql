-- Purpose   How far runs are: their tasks, counted by state.
-- Params    $1 tenant, $2 run[]
-- Index     primary key of tasks
SELECT run_id AS "runId",
       CASE WHEN status IN ('ready', 'queued') THEN 'pending' ELSE status::text END AS state,
       count(*)::int AS count
FROM maestro_tasks
WHERE tenant_id = $1 AND run_id = ANY ($2::uuid[])
GROUP BY 1, 2
