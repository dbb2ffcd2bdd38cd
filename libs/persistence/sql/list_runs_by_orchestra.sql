-- Purpose   Ids of one page of the runs of an orchestra, newest first.
-- Params    $1 tenant, $2 orchestra, $3 id behind which the page begins, $4 rows, $5 status[] (empty: any)
-- Index     maestro_runs_orchestra
SELECT r.id
FROM maestro_runs r
WHERE r.tenant_id = $1 AND r.orchestra_id = $2::uuid AND r.parent_run IS NULL AND r.id < $3
  AND (cardinality($5::text[]) = 0 OR r.status::text = ANY ($5::text[]))
ORDER BY r.id DESC
LIMIT $4
