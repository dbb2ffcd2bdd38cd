-- Purpose   Whether the timer of a parked task has gone off, in a run that is not paused.
-- Params    $1 tenant, $2 run, $3 n, $4 token
-- Result    one row where it has: the instant it was set to.
-- Index     primary keys
SELECT w.detail ->> 'at' AS at
FROM maestro_waits w
JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
JOIN maestro_runs r ON r.tenant_id = w.tenant_id AND r.id = w.run_id
WHERE w.tenant_id = $1::uuid AND w.run_id = $2::uuid AND w.n = $3::int AND w.reason = 'TIMER'
  AND t.status = 'waiting' AND t.token = $4::bigint AND (w.detail ->> 'at')::timestamptz <= maestro_now()
  AND (r.control = 'none' OR r.control <> 'pause' AND t.urgent > 0)
