-- Purpose   The policies that decide for a tenant now, and how it has switched those that are shipped.
-- Params    $1 tenant
-- Index     primary keys. A tenant has few.
SELECT p.name, p.engine, v.body, NULL::boolean AS active
FROM maestro_policies p
JOIN maestro_policy_versions v ON v.tenant_id = p.tenant_id AND v.policy_id = p.id AND v.version = p.active_version
WHERE p.tenant_id = $1::uuid AND p.active_version IS NOT NULL
UNION ALL
SELECT s.name, 'shipped', NULL, s.active FROM maestro_policy_switches s WHERE s.tenant_id = $1::uuid
ORDER BY 1
