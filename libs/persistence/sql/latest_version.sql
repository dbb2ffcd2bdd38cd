-- Purpose   The version of a template that plays where none is named.
-- Params    $1 tenant, $2 template
-- Index     primary key
SELECT latest_version AS version FROM maestro_templates WHERE tenant_id = $1::uuid AND id = $2::uuid
