-- Purpose   How long ago the first attempt of a task began.
-- Params    $1 tenant, $2 run, $3 n
-- Result    one row: milliseconds.
-- Index     the primary keys of attempts and tasks.
SELECT (extract(epoch FROM maestro_now() - coalesce(
         (SELECT a.started_at FROM maestro_attempts a
          WHERE a.tenant_id = t.tenant_id AND a.run_id = t.run_id AND a.n = t.n ORDER BY a.attempt LIMIT 1),
         t.started_at)) * 1000)::float8 AS elapsed_ms
FROM maestro_tasks t
WHERE t.tenant_id = $1::uuid AND t.run_id = $2::uuid AND t.n = $3::int
