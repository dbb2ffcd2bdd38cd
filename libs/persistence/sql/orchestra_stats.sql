-- Purpose   What the runs of an orchestra came to since an instant.
-- Params    $1 tenant, $2 orchestra, $3 the least id that a run of that time can have
-- Result    one row; durations in milliseconds, of runs that succeeded or completed; `costMicros` with the runs that they began;
--           `streak` is how many of the newest ended well in a row, at most of that time
-- Index     maestro_runs_orchestra; maestro_runs_child; keys of costs
WITH RECURSIVE run AS (
  SELECT r.id, r.status::text AS status, r.finished_at,
         extract(epoch FROM r.finished_at - r.started_at) * 1000 AS ms
  FROM maestro_runs r
  WHERE r.tenant_id = $1 AND r.orchestra_id = $2::uuid AND r.parent_run IS NULL AND r.id >= $3::uuid
), family AS (
  SELECT run.id FROM run
  UNION ALL
  SELECT c.id FROM family f
  CROSS JOIN LATERAL (SELECT c.id FROM maestro_runs c WHERE c.tenant_id = $1 AND c.parent_run = f.id OFFSET 0) c
), bad AS (
  SELECT max(run.id::text)::uuid AS id FROM run WHERE run.status IN ('failed', 'timed_out', 'cancelled')
)
SELECT count(*)::int AS runs,
       count(*) FILTER (WHERE run.finished_at IS NULL)::int AS open,
       count(*) FILTER (WHERE run.status = 'succeeded')::int AS succeeded,
       count(*) FILTER (WHERE run.status = 'completed')::int AS completed,
       count(*) FILTER (WHERE run.status = 'failed')::int AS failed,
       count(*) FILTER (WHERE run.status = 'cancelled')::int AS cancelled,
       count(*) FILTER (WHERE run.status = 'timed_out')::int AS "timedOut",
       percentile_cont(0.5) WITHIN GROUP (ORDER BY run.ms) FILTER (WHERE run.status IN ('succeeded', 'completed')) AS p50,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY run.ms) FILTER (WHERE run.status IN ('succeeded', 'completed')) AS p95,
       count(*) FILTER (WHERE run.status IN ('succeeded', 'completed')
                          AND (bad.id IS NULL OR run.id > bad.id))::int AS streak,
       (SELECT coalesce(sum(m.amount), 0)::float8 FROM family f
        CROSS JOIN LATERAL (SELECT m.amount FROM maestro_run_costs m
                            WHERE m.tenant_id = $1 AND m.run_id = f.id OFFSET 0) m) AS "costMicros"
FROM run CROSS JOIN bad
