-- Purpose   Forgets the accounts of runs that were not started after all.
-- Params    $1 tenant, $2 run[]
-- Index     maestro_budgets_scope, the primary key of runs.
DELETE FROM maestro_budgets b USING unnest($2::uuid[]) AS o (run_id)
WHERE b.tenant_id = $1::uuid AND b.subject = o.run_id AND b.scope = 'run'
  AND NOT EXISTS (SELECT FROM maestro_runs r WHERE r.tenant_id = b.tenant_id AND r.id = b.subject AND r.id = ANY ($2::uuid[]))
