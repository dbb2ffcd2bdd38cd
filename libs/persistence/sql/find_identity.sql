-- Purpose   The member that a provider's word stands for, removed ones included.
-- Params    $1 tenant, $2 issuer, $3 subject
-- Locks     the member's row
-- Index     maestro_members_identity
SELECT id, email, role, removed_at IS NOT NULL AS removed FROM maestro_members
WHERE tenant_id = $1 AND issuer = $2 AND subject = $3
FOR UPDATE
