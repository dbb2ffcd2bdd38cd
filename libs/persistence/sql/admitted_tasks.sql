-- Purpose   Of tasks that were admitted: which wait for a worker still, and which use what their tenant may have at most:
--           those that run, are queued, or will be without being admitted again.
-- Params    $1 tenant[], $2 run[], $3 n[]
-- Index     primary keys.
SELECT t.tenant_id, t.run_id, t.n, t.status = 'queued' AS queued
FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS k (tenant_id, run_id, n)
JOIN maestro_tasks t ON t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n
LEFT JOIN LATERAL (SELECT w.reason FROM maestro_waits w
                   WHERE t.status = 'waiting' AND w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n OFFSET 0) w ON true
WHERE t.status IN ('queued', 'running') OR w.reason IN ('BACKOFF', 'CONCURRENCY', 'RATE_LIMIT')
