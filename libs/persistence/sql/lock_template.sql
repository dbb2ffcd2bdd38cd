-- Purpose   Lets publishes of one name take turns.
-- Params    $1 tenant, $2 name
-- Result    the template's id, or no row
-- Locks     the template
-- Index     unique (tenant_id, name)
SELECT id FROM maestro_templates WHERE tenant_id = $1 AND name = $2 FOR UPDATE
