-- Purpose   What holds a run back under its concurrency key.
-- Params    $1 tenant, $2 run
-- Index     primary key.
SELECT key FROM maestro_holds WHERE tenant_id = $1::uuid AND run_id = $2::uuid AND reason = 'CONCURRENCY'
