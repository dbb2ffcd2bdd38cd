-- Purpose   Pauses or resumes a run: the control word, set and committed alone.
-- Params    $1 tenant, $2 run, $3 the word it must have, $4 the word it gets, $5 actor, $6 reason
-- Result    one row where the word was set now.
-- Locks     the run.
-- Index     primary key.
WITH run AS (
  UPDATE maestro_runs SET control = $4::maestro_run_control
  WHERE tenant_id = $1 AND id = $2 AND finished_at IS NULL AND control = $3::maestro_run_control
  RETURNING tenant_id, id
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, type, actor, data)
  SELECT tenant_id, id, 'run.control', $5::text, jsonb_build_object('control', $4::text, 'reason', $6::text) FROM run
)
SELECT id FROM run
