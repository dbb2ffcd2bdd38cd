-- Purpose   The cap of a run, where it has one.
-- Params    $1 tenant, $2 run
-- Result    `cap` in micro-dollars
-- Index     maestro_budgets_scope.
SELECT b.cap::float8 AS cap FROM maestro_budgets b WHERE b.tenant_id = $1 AND b.subject = $2 AND b.period = 'total'
