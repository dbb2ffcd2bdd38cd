-- Purpose   One page of a tenant's API keys, by id; those of workloads are left out.
-- Params    $1 tenant, $2 id behind which the page begins (empty: the first), $3 rows
-- Index     primary key
SELECT id, name, role, scopes, owner, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt",
       revoked_at AS "revokedAt", last_used_at AS "lastUsedAt", rotated_at AS "rotatedAt"
FROM maestro_api_keys
WHERE tenant_id = $1 AND id > $2 AND trust_rule IS NULL
ORDER BY id
LIMIT $3
