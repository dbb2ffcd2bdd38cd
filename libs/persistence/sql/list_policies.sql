-- Purpose   The policies of a tenant, by name.
-- Params    $1 tenant
-- Index     primary key. A tenant has few.
SELECT id, name, engine, latest_version AS "latestVersion", active_version AS "activeVersion", created_by AS "createdBy",
       created_at AS "createdAt"
FROM maestro_policies WHERE tenant_id = $1::uuid ORDER BY name
