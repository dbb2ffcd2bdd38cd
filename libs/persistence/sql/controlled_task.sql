-- Purpose   One task that somebody wants to act on, and what it waits for.
-- Params    $1 tenant, $2 run, $3 n
-- Index     primary keys
SELECT t.n, t.node, t.parent_n, t.idx, t.scope_n, t.status, t.token, w.reason
FROM maestro_tasks t
LEFT JOIN maestro_waits w ON w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n
WHERE t.tenant_id = $1::uuid AND t.run_id = $2::uuid AND t.n = $3::int
