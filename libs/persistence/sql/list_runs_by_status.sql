-- Purpose   Ids of one page of runs with any of some statuses, newest first. Each status that is an end reads its own
--           stretch of the index, so that the page costs the same at any depth; open runs are few.
-- Params    $1 tenant, $2 template or null, $3 id behind which the page begins, $4 rows, $5 open status[], $6 ended status[]
-- Index     maestro_runs_open, maestro_runs_ended
SELECT id FROM (
  (SELECT id FROM maestro_runs
   WHERE tenant_id = $1 AND ($2::uuid IS NULL OR template_id = $2) AND id < $3
     AND finished_at IS NULL AND status = ANY ($5::maestro_run_status[])
   ORDER BY id DESC LIMIT $4)
  UNION ALL
  (SELECT r.id
   FROM unnest($6::maestro_run_status[]) AS s (status)
   CROSS JOIN LATERAL (
     SELECT id FROM maestro_runs
     WHERE tenant_id = $1 AND ($2::uuid IS NULL OR template_id = $2) AND id < $3
       AND finished_at IS NOT NULL AND status = s.status
     ORDER BY id DESC LIMIT $4
   ) r)
) matching
ORDER BY id DESC
LIMIT $4
