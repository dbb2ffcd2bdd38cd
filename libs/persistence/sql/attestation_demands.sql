-- Purpose   What a version of a template needs to be stated before its runs start.
-- Params    $1 tenant, $2 template, $3 version
-- Index     primary key
SELECT coalesce(v.plan -> 'attestations', '[]') AS demands, v.content_hash AS "contentHash"
FROM maestro_template_versions v
WHERE v.tenant_id = $1 AND v.template_id = $2 AND v.version = $3
