-- Purpose   The toolsets of a tenant, by name.
-- Params    $1 tenant, $2 those of these names (null: all)
-- Result    200 at most: no more can be made
-- Index     unique (tenant_id, name)
SELECT id, name, kind, url, secret, placement, read_only AS "readOnly", tools, digest, proposed, revision,
       created_by AS "createdBy", created_at AS "createdAt", updated_at AS "updatedAt"
FROM maestro_toolsets
WHERE tenant_id = $1 AND ($2::text[] IS NULL OR name = ANY ($2))
ORDER BY name
LIMIT 200
