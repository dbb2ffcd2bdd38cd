-- Purpose   Holds a run for the rest of the transaction, so that what is decided next has seen all before it.
-- Params    $1 tenant, $2 run
-- Locks     the run.
-- Index     primary key
SELECT id FROM maestro_runs WHERE tenant_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE
