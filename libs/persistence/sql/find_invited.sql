-- Purpose   The member that an invitation was for, while it holds.
-- Params    $1 tenant, $2 hash of the invitation
-- Locks     the member's row
-- Index     primary key; a tenant has few people
SELECT id, email, role FROM maestro_members
WHERE tenant_id = $1 AND invite_hash = $2 AND invite_expires_at > maestro_now() AND issuer IS NULL AND removed_at IS NULL
FOR UPDATE
