-- Purpose   How the tasks of the top level of an ended run ended, for a run that repeats it.
-- Params    $1 tenant, $2 run, $3 how many tasks stand at the top level
-- Result    one row a task. `undone`: its effect was taken back, or that of something in it.
-- Index     the primary keys of tasks and frames, by run.
WITH RECURSIVE undone AS (
  SELECT t.compensates AS n FROM maestro_tasks t
  WHERE t.tenant_id = $1::uuid AND t.run_id = $2::uuid AND t.compensates IS NOT NULL
    AND (t.attempt > 0 OR t.status IN ('succeeded', 'failed'))
  UNION
  SELECT t.parent_n FROM undone u
  JOIN maestro_tasks t ON t.tenant_id = $1::uuid AND t.run_id = $2::uuid AND t.n = u.n
  WHERE t.parent_n IS NOT NULL
)
SELECT t.n, t.status, t.n IN (SELECT u.n FROM undone u) AS undone, coalesce(f.failed > 0, false) AS failed_items
FROM maestro_tasks t
LEFT JOIN LATERAL (SELECT f.failed FROM maestro_frames f
                   WHERE f.tenant_id = t.tenant_id AND f.run_id = coalesce(t.reused_from, t.run_id) AND f.n = t.n OFFSET 0) f ON true
WHERE t.tenant_id = $1::uuid AND t.run_id = $2::uuid AND t.n < $3::int
ORDER BY t.n
