-- Purpose   Takes a name for a new template.
-- Params    $1 tenant, $2 id, $3 name
-- Result    one row where the name was free. Waits for a transaction that is taking the same name.
-- Index     unique (tenant_id, name)
INSERT INTO maestro_templates (tenant_id, id, name, latest_version)
VALUES ($1, $2, $3, 1)
ON CONFLICT (tenant_id, name) DO NOTHING
RETURNING id
