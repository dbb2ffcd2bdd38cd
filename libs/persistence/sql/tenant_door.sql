-- Purpose   What of a tenant decides whether its credentials open anything.
-- Params    $1 tenant, which the transaction is of
-- Index     primary key
SELECT env, disabled_at IS NOT NULL AS disabled FROM maestro_tenants WHERE id = $1
