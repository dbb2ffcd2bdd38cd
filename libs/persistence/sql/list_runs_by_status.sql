-- Purpose   Ids of one page of runs with any of some statuses, newest first. Each status that is an end reads its own
--           stretch of the index, so that the page costs the same at any depth; open runs are few. The statuses are
--           spelled out: for one that comes out of a list the planner knows no frequency, and walks the primary key.
-- Params    $1 tenant, $2 template or null, $3 id behind which the page begins, $4 rows, $5 open status[], $6 ended status[]
-- Index     maestro_runs_open, and one index for each status that is an end
WITH open AS NOT MATERIALIZED (
  SELECT id, status FROM maestro_runs
  WHERE tenant_id = $1 AND ($2::uuid IS NULL OR template_id = $2) AND id < $3 AND finished_at IS NULL
), ended AS NOT MATERIALIZED (
  SELECT id, ended AS status FROM maestro_runs
  WHERE tenant_id = $1 AND ($2::uuid IS NULL OR template_id = $2) AND id < $3 AND finished_at IS NOT NULL
)
SELECT id FROM (
  (SELECT id FROM open WHERE status = ANY ($5::maestro_run_status[]) ORDER BY id DESC LIMIT $4)
  UNION ALL
  (SELECT id FROM ended WHERE 'succeeded' = ANY ($6::text[]) AND status = 'succeeded' ORDER BY id DESC LIMIT $4)
  UNION ALL
  (SELECT id FROM ended WHERE 'completed' = ANY ($6::text[]) AND status = 'completed' ORDER BY id DESC LIMIT $4)
  UNION ALL
  (SELECT id FROM ended WHERE 'failed' = ANY ($6::text[]) AND status = 'failed' ORDER BY id DESC LIMIT $4)
  UNION ALL
  (SELECT id FROM ended WHERE 'cancelled' = ANY ($6::text[]) AND status = 'cancelled' ORDER BY id DESC LIMIT $4)
  UNION ALL
  (SELECT id FROM ended WHERE 'timed_out' = ANY ($6::text[]) AND status = 'timed_out' ORDER BY id DESC LIMIT $4)
) matching
ORDER BY id DESC
LIMIT $4
