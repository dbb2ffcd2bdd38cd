-- Purpose   One of the people of a tenant.
-- Params    $1 tenant, $2 id
-- Index     primary key
SELECT id, email, name, role, issuer IS NOT NULL AS linked, invite_expires_at AS "inviteExpiresAt",
       created_by AS "createdBy", created_at AS "createdAt"
FROM maestro_members
WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL
