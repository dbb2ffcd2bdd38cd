-- Purpose   Asks a run to wind down: the control word, set and committed alone. The sweep does the rest.
-- Params    $1 tenant, $2 run, $3 actor, $4 reason, $5 how long running attempts may go on, in ms; null: as its template says
-- Result    one row where the word was set now.
-- Locks     the run.
WITH run AS (
  UPDATE maestro_runs r SET control = 'cancel', error = NULL,
    -- What winds down already is not given more time.
    stop_at = CASE WHEN r.control IN ('none', 'pause') THEN m.stop_at ELSE least(coalesce(r.stop_at, m.now), m.stop_at) END
  FROM (SELECT clock_timestamp() + shift AS now FROM maestro_clock) c,
       LATERAL (SELECT c.now, c.now + coalesce($5::bigint, o.grace_ms) * interval '1 millisecond' AS stop_at
                FROM maestro_runs o WHERE o.tenant_id = $1 AND o.id = $2) m
  WHERE r.tenant_id = $1 AND r.id = $2 AND r.finished_at IS NULL AND r.control <> 'cancel'
  RETURNING r.tenant_id, r.id
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, type, actor, data)
  SELECT tenant_id, id, 'run.control', $3::text, jsonb_build_object('control', 'cancel', 'reason', $4::text) FROM run
)
SELECT id FROM run
