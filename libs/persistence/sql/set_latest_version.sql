-- Purpose   Makes a version the one that plays where none is named.
-- Params    $1 tenant, $2 template, $3 version
-- Index     primary key
UPDATE maestro_templates SET latest_version = $3, updated_at = maestro_now()
WHERE tenant_id = $1 AND id = $2 AND latest_version <> $3
