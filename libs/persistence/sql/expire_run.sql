-- Purpose   Lets a run wind down whose deadline has passed. A paused run gets to know of it when it is resumed.
-- Params    $1 tenant, $2 run, $3 error
-- Result    one row where the word was set now.
-- Locks     the run.
-- Index     primary key.
WITH run AS (
  UPDATE maestro_runs SET control = 'timeout', error = $3::jsonb,
                          stop_at = maestro_now() + grace_ms * interval '1 millisecond'
  WHERE tenant_id = $1::uuid AND id = $2::uuid AND finished_at IS NULL AND control = 'none' AND deadline_at <= maestro_now()
  RETURNING tenant_id, id
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, type, actor, data)
  SELECT tenant_id, id, 'run.control', 'system', jsonb_build_object('control', 'timeout', 'reason', 'its deadline has passed')
  FROM run
)
SELECT id FROM run
