-- Purpose   Which version of a template a subflow plays: the one it names, or the latest that there was when its run began.
-- Params    $1 tenant, $2 name, $3 version (null: the latest), $4 when the run began
-- Index     unique (tenant_id, name), the primary key of versions.
SELECT v.template_id, v.version
FROM maestro_templates t
JOIN maestro_template_versions v ON v.tenant_id = t.tenant_id AND v.template_id = t.id
WHERE t.tenant_id = $1 AND t.name = $2 AND ($3::int IS NULL OR v.version = $3)
  AND ($3::int IS NOT NULL OR v.version = 1 OR v.created_at <= $4)
ORDER BY v.version DESC
LIMIT 1
