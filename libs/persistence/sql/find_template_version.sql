-- Purpose   The version of a template with a given content.
-- Params    $1 tenant, $2 template, $3 content hash
-- Result    its number, or no row
-- Index     unique (tenant_id, template_id, content_hash)
SELECT version FROM maestro_template_versions WHERE tenant_id = $1 AND template_id = $2 AND content_hash = $3
