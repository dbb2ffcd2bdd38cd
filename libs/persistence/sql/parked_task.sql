-- Purpose   One task that waits for something outside, and for what.
-- Params    $1 tenant, $2 run, $3 n
-- Result    no row where it does not wait.
-- Index     the primary keys.
SELECT t.n, t.node, t.parent_n, t.idx, t.scope_n, t.token, t.attempt, t.deaths + t.alone_deaths AS deaths, t.urgent,
       w.reason, w.key, w.detail
FROM maestro_tasks t
JOIN maestro_waits w ON w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n
WHERE t.tenant_id = $1 AND t.run_id = $2 AND t.n = $3 AND t.status = 'waiting'
