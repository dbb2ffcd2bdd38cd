-- Purpose   Lets changes of members be made one after the other, so that two owners cannot take each other away.
-- Params    $1 tenant
-- Locks     the tenant's row
-- Index     primary key
SELECT id FROM maestro_tenants WHERE id = $1 FOR NO KEY UPDATE
