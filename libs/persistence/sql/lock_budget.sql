-- Purpose   Keeps others from changing an account until the transaction ends.
-- Params    $1 tenant, $2 id
-- Locks     the account.
-- Index     the primary key.
SELECT b.id FROM maestro_budgets b WHERE b.tenant_id = $1 AND b.id = $2 FOR NO KEY UPDATE
