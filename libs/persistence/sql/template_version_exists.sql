-- Purpose   Whether a template has a version.
-- Params    $1 tenant, $2 template, $3 version
-- Index     primary key
SELECT 1 FROM maestro_template_versions WHERE tenant_id = $1 AND template_id = $2 AND version = $3
