-- Purpose   One page of questions to people, the newest run first.
-- Params    $1 tenant, $2 run, $3 n behind which the page begins, $4 rows, $5 status[]; empty for all
-- Index     primary key
SELECT run_id, n
FROM maestro_approvals
WHERE tenant_id = $1 AND (run_id, n) < ($2::uuid, $3::int) AND (cardinality($5::text[]) = 0 OR status = ANY ($5::text[]))
ORDER BY run_id DESC, n DESC
LIMIT $4
