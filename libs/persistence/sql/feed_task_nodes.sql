-- Purpose   Which nodes of their plans some tasks of several runs play.
-- Params    $1 tenant, $2 run[], $3 n[]
-- Index     primary key
SELECT k.run_id AS "runId", k.n, t.node
FROM unnest($2::uuid[], $3::int[]) AS k (run_id, n)
CROSS JOIN LATERAL (SELECT t.node FROM maestro_tasks t
                    WHERE t.tenant_id = $1 AND t.run_id = k.run_id AND t.n = k.n OFFSET 0) t
