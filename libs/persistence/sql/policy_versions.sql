-- Purpose   Versions of a policy, the newest first.
-- Params    $1 tenant, $2 policy, $3 version (null: all), $4 rows
-- Index     primary key
SELECT version, digest, body, tests, created_by AS "createdBy", created_at AS "createdAt"
FROM maestro_policy_versions
WHERE tenant_id = $1::uuid AND policy_id = $2::uuid AND ($3::int IS NULL OR version = $3::int)
ORDER BY version DESC LIMIT $4::int
