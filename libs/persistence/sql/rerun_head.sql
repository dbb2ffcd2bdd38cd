-- Purpose   The run that somebody wants repeated.
-- Params    $1 tenant, $2 run
-- Index     primary key
SELECT template_id, template_version, status, finished_at, inputs, effect_run
FROM maestro_runs WHERE tenant_id = $1::uuid AND id = $2::uuid
