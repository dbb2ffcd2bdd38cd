-- Purpose   How tasks of some nodes ended, of a run none of whose tasks lives.
-- Params    $1 tenant, $2 run, $3 node[]
-- Result    the tasks, but not what undid others.
-- Index     the primary key of tasks, by run.
SELECT t.n, t.node, t.status, t.attempt > 0 AS started, t.error ->> 'code' AS "errorCode", t.parent_n AS "parentN",
       t.idx
FROM maestro_tasks t
WHERE t.tenant_id = $1::uuid AND t.run_id = $2::uuid AND t.node = ANY ($3::int[]) AND t.compensates IS NULL
  AND t.finished_at IS NOT NULL
ORDER BY t.n
