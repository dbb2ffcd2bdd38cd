-- Purpose   After a completion whose answer was lost: which successors it had claimed for this session.
-- Params    $1 tenant[], $2 run[], $3 token, $4 session
-- Index     the primary key of tasks, by run.
SELECT t.tenant_id, t.run_id, t.n, t.attempt, t.queue
FROM unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, run_id)
JOIN maestro_tasks t ON t.tenant_id = k.tenant_id AND t.run_id = k.run_id
WHERE t.status = 'running' AND t.token = $3::bigint AND t.session_id = $4::uuid
