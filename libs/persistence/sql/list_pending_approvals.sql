-- Purpose   One page of questions that are open, the newest run first.
-- Params    $1 tenant, $2 run, $3 n behind which the page begins, $4 rows
-- Index     maestro_approvals_pending
SELECT run_id, n
FROM maestro_approvals
WHERE tenant_id = $1 AND (run_id, n) < ($2::uuid, $3::int) AND status = 'pending'
ORDER BY run_id DESC, n DESC
LIMIT $4
