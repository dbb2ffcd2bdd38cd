-- Purpose   Makes a dataset where it is missing.
-- Params    $1 tenant, $2 name
-- Index     primary key
INSERT INTO maestro_datasets (tenant_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING
