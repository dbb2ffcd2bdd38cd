-- Purpose   The state of one map or loop.
-- Params    $1 tenant, $2 run, $3 n
-- Index     primary key
SELECT n, node, kind, count, base, width, per_chunk, max_parallel, created, open, failed, first_failed, tolerate, control
FROM maestro_frames
WHERE tenant_id = $1 AND run_id = $2 AND n = $3
