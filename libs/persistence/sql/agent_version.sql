-- Purpose   Which version of an agent a task calls: the one it names, or the latest that there was when its run began.
-- Params    $1 tenant, $2 name, $3 version (null: the latest), $4 when the run began
-- Index     unique (tenant_id, name), the primary key of versions
SELECT a.id, a.template_id, v.version, v.template_version, v.configuration
FROM maestro_agents a
JOIN maestro_agent_versions v ON v.tenant_id = a.tenant_id AND v.agent_id = a.id
WHERE a.tenant_id = $1 AND a.name = $2 AND a.deleted_at IS NULL AND ($3::int IS NULL OR v.version = $3)
  AND ($3::int IS NOT NULL OR v.version = 1 OR v.created_at <= $4)
ORDER BY v.version DESC
LIMIT 1
