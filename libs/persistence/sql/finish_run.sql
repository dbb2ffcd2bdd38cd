-- Purpose   Ends a run whose nodes have all ended, with its outputs and its line.
-- Params    $1 tenant, $2 run, $3 outputs, $4 summary, $5 error (then the run failed), $6 whether it winds down
-- Result    the status it got, the task of another run that waits for it, and the concurrency key whose slot it gave
--           back; no row where it had ended already, something in it still lives, or its control word has changed.
-- Locks     the run, then its slot and its hold.
WITH run AS (
  UPDATE maestro_runs r SET
    status = CASE WHEN $5::jsonb IS NOT NULL THEN 'failed' ELSE maestro_run_outcome_v2(r.control, r.tolerated) END,
    outputs = $3::jsonb, summary = $4::text, error = coalesce($5::jsonb, r.error),
    finished_at = clock_timestamp() + (SELECT shift FROM maestro_clock)
  WHERE r.tenant_id = $1 AND r.id = $2 AND r.finished_at IS NULL AND r.open_sinks = 0
    AND (r.control IN ('cancel', 'fail', 'timeout')) = $6::boolean
    AND NOT EXISTS (SELECT 1 FROM maestro_tasks t
                    WHERE t.tenant_id = r.tenant_id AND t.run_id = r.id AND t.finished_at IS NULL)
  RETURNING r.tenant_id, r.id, r.status, r.finished_at, r.parent_run, r.parent_n
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, at, type, data)
  SELECT tenant_id, id, finished_at, 'run.finished', jsonb_build_object('status', status) FROM run
), freed AS (
  DELETE FROM maestro_slots s USING run WHERE s.tenant_id = run.tenant_id AND s.run_id = run.id AND s.n = -1
  RETURNING s.tenant_id, s.key
), unheld AS (
  DELETE FROM maestro_holds h USING run WHERE h.tenant_id = run.tenant_id AND h.run_id = run.id
), counted AS (
  UPDATE maestro_slot_keys k SET held = k.held - 1 FROM freed f WHERE k.tenant_id = f.tenant_id AND k.key = f.key
)
SELECT status, parent_run, parent_n, (SELECT key FROM freed) AS freed FROM run
