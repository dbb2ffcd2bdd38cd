-- Purpose   Takes back the question of a task that has ended without its answer.
-- Params    $1 tenant, $2 run, $3 n
-- Locks     the approval.
-- Index     primary keys
UPDATE maestro_approvals a SET status = 'cancelled', decided_at = maestro_now()
WHERE a.tenant_id = $1::uuid AND a.run_id = $2::uuid AND a.n = $3::int AND a.status = 'pending'
  AND EXISTS (SELECT FROM maestro_tasks t
              WHERE t.tenant_id = a.tenant_id AND t.run_id = a.run_id AND t.n = a.n AND t.finished_at IS NOT NULL)
