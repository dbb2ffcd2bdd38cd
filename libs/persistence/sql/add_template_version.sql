-- Purpose   Adds the next version of a template. Numbers grow by one and are never used again.
-- Params    $1 tenant, $2 template (locked by the caller), $3 content hash, $4 format, $5 source, $6 plan, $7 created by
-- Result    the number
-- Index     primary key
INSERT INTO maestro_template_versions (tenant_id, template_id, version, content_hash, format, source, plan, created_by)
SELECT $1::uuid, $2::uuid, coalesce(max(version), 0) + 1, $3::text, $4::text, $5::text, $6::jsonb, $7::text
FROM maestro_template_versions WHERE tenant_id = $1 AND template_id = $2
RETURNING version
