-- Purpose   One page of the people of a tenant, who came first the first.
-- Params    $1 tenant, $2 id behind which the page begins, $3 rows
-- Index     primary key
SELECT id, email, name, role, issuer IS NOT NULL AS linked, invite_expires_at AS "inviteExpiresAt",
       created_by AS "createdBy", created_at AS "createdAt"
FROM maestro_members
WHERE tenant_id = $1 AND id > $2::uuid AND removed_at IS NULL
ORDER BY id
LIMIT $3
