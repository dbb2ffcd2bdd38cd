-- Purpose   Ends a run whose nodes have all ended, with its outputs and its line.
-- Params    $1 tenant, $2 run, $3 outputs, $4 summary, $5 error (then the run failed)
-- Result    the status it got; no row where it had ended already or something in it still lives.
-- Locks     the run.
WITH run AS (
  UPDATE maestro_runs r SET
    status = CASE WHEN $5::jsonb IS NOT NULL THEN 'failed' ELSE maestro_run_outcome(r.control, r.tolerated) END,
    outputs = $3::jsonb, summary = $4::text, error = $5::jsonb,
    finished_at = clock_timestamp() + (SELECT shift FROM maestro_clock)
  WHERE r.tenant_id = $1 AND r.id = $2 AND r.finished_at IS NULL AND r.open_sinks = 0
    AND NOT EXISTS (SELECT 1 FROM maestro_tasks t
                    WHERE t.tenant_id = r.tenant_id AND t.run_id = r.id AND t.finished_at IS NULL)
  RETURNING r.tenant_id, r.id, r.status, r.finished_at
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, at, type, data)
  SELECT tenant_id, id, finished_at, 'run.finished', jsonb_build_object('status', status) FROM run
)
SELECT status FROM run
