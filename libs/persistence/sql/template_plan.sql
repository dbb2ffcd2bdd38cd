-- Purpose   The plan of one template version. It never changes: callers keep it.
-- Params    $1 tenant, $2 template, $3 version
SELECT v.plan, t.name
FROM maestro_template_versions v
JOIN maestro_templates t ON t.tenant_id = v.tenant_id AND t.id = v.template_id
WHERE v.tenant_id = $1 AND v.template_id = $2 AND v.version = $3
