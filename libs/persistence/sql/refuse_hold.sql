-- Purpose   Lets a held run wind down that shall not begin.
-- Params    $1 tenant, $2 run, $3 error, $4 reason, for the history
-- Result    one row where the word was set now.
-- Locks     the run.
-- Index     primary key.
WITH run AS (
  UPDATE maestro_runs SET control = 'cancel', error = $3::jsonb, stop_at = maestro_now()
  WHERE tenant_id = $1::uuid AND id = $2::uuid AND status = 'pending' AND control IN ('none', 'pause')
  RETURNING tenant_id, id
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, type, actor, data)
  SELECT tenant_id, id, 'run.control', 'system', jsonb_build_object('control', 'cancel', 'reason', $4::text) FROM run
)
SELECT id FROM run
