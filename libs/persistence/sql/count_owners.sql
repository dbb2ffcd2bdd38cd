-- Purpose   How many people own the tenant and can sign in.
-- Params    $1 tenant
-- Index     primary key
SELECT count(*)::int AS owners FROM maestro_members
WHERE tenant_id = $1 AND role = 'owner' AND removed_at IS NULL AND issuer IS NOT NULL
