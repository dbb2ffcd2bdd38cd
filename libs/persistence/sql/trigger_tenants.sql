-- Purpose   Of some tenants those that have a trigger on the ends of runs.
-- Params    $1 tenants
-- Index     maestro_triggers_on
SELECT a.id FROM unnest($1::uuid[]) AS a (id)
WHERE EXISTS (SELECT FROM maestro_triggers t WHERE t.tenant_id = a.id AND t.kind = 'run_finished' AND t.enabled)
