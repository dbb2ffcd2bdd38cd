-- Purpose   The name of a template, which never changes.
-- Params    $1 tenant, $2 template
-- Result    one row, or none
-- Locks     none
-- Index     primary key
SELECT name FROM maestro_templates WHERE tenant_id = $1 AND id = $2
