-- Purpose   Asks a run to wind down: the control word, set and committed alone. The sweep does the rest.
-- Params    $1 tenant, $2 run, $3 actor, $4 reason
-- Result    one row where the word was set now.
-- Locks     the run.
WITH run AS (
  UPDATE maestro_runs SET control = 'cancel'
  WHERE tenant_id = $1 AND id = $2 AND finished_at IS NULL AND control <> 'cancel'
  RETURNING tenant_id, id
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, type, actor, data)
  SELECT tenant_id, id, 'run.control', $3::text, jsonb_build_object('control', 'cancel', 'reason', $4::text) FROM run
)
SELECT id FROM run
