-- Purpose   Whether a tenant has a dataset of this name.
-- Params    $1 tenant, $2 name
-- Index     primary key
SELECT 1 FROM maestro_datasets WHERE tenant_id = $1 AND name = $2
