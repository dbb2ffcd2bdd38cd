-- Purpose   The input of a task as it was shown to whoever approved it.
-- Params    $1 tenant, $2 run, $3 n
-- Index     primary key
SELECT input FROM maestro_frozen_inputs WHERE tenant_id = $1::uuid AND run_id = $2::uuid AND n = $3::int
