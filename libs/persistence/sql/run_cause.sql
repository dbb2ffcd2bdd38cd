-- Purpose   What a trigger began a run for.
-- Params    $1 tenant, $2 run
-- Result    no row where none did
-- Index     primary key
SELECT value FROM maestro_run_causes WHERE tenant_id = $1 AND run_id = $2
