-- Purpose   Closes an account: it binds nobody any more. The ledger stays.
-- Params    $1 tenant, $2 id
-- Index     the primary key.
DELETE FROM maestro_budgets b WHERE b.tenant_id = $1 AND b.id = $2
