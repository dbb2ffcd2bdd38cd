-- Purpose   Lets a run wind down of which every task has ended but no outputs could be made, so that it is undone.
-- Params    $1 tenant, $2 run, $3 error
-- Locks     the run.
-- Index     primary key.
UPDATE maestro_runs SET control = 'fail', error = $3::jsonb, stop_at = maestro_now()
WHERE tenant_id = $1::uuid AND id = $2::uuid AND finished_at IS NULL AND open_sinks = 0 AND control IN ('none', 'pause')
RETURNING id
