-- Purpose   How far a run has undone what it did.
-- Params    $1 tenant, $2 run
-- Result    its control word, the first number that no task has, whether something of it still lives, and of its task with
--           the highest number the node and what it undoes.
-- Index     the primary keys.
SELECT r.control, r.next_n, t.node, t.compensates,
       EXISTS (SELECT FROM maestro_tasks l
               WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id AND l.finished_at IS NULL) AS alive
FROM maestro_runs r
LEFT JOIN LATERAL (SELECT node, compensates FROM maestro_tasks t
                   WHERE t.tenant_id = r.tenant_id AND t.run_id = r.id ORDER BY t.n DESC LIMIT 1) t ON true
WHERE r.tenant_id = $1::uuid AND r.id = $2::uuid AND r.finished_at IS NULL AND r.open_sinks = 0
