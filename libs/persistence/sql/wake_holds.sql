-- Purpose   Has a gate asked again, at once, about all runs of a tenant that it holds back.
-- Params    $1 tenant, $2 gate
-- Result    the runs.
-- Locks     the holds.
-- Index     primary key of holds.
UPDATE maestro_holds SET wake_at = maestro_now()
WHERE tenant_id = $1::uuid AND reason NOT IN ('CONCURRENCY', 'APPROVAL') AND detail ->> 'gate' = $2::text
RETURNING run_id
