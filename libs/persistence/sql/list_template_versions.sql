-- Purpose   One page of a template's versions, newest first.
-- Params    $1 tenant, $2 template, $3 version before which the page begins (null: the newest), $4 rows
-- Index     primary key
SELECT version, content_hash AS "contentHash", created_at AS "createdAt", created_by AS "createdBy"
FROM maestro_template_versions
WHERE tenant_id = $1 AND template_id = $2 AND ($3::int IS NULL OR version < $3)
ORDER BY version DESC
LIMIT $4
