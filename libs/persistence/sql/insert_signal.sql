-- Purpose   Keeps a signal for a run that has not ended, and says so in its history.
-- Params    $1 tenant, $2 run, $3 id, $4 name, $5 payload, $6 actor, $7 source
-- Result    one row where it was kept now; none where the run is over or unknown, or the source has sent it before.
-- Locks     only rows it inserts; waits for whoever inserts the same source.
-- Index     primary key, maestro_signals_source
WITH signal AS (
  INSERT INTO maestro_signals (tenant_id, run_id, id, name, payload, actor, source, created_at)
  SELECT r.tenant_id, r.id, $3::uuid, $4::text, $5::jsonb, $6::text, $7::text,
         clock_timestamp() + (SELECT shift FROM maestro_clock)
  FROM maestro_runs r WHERE r.tenant_id = $1::uuid AND r.id = $2::uuid AND r.finished_at IS NULL
  ON CONFLICT (tenant_id, run_id, source) WHERE source IS NOT NULL DO NOTHING
  RETURNING tenant_id, run_id, id, created_at
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, at, type, actor, data)
  SELECT tenant_id, run_id, created_at, 'signal.received', $6::text,
         jsonb_build_object('signal', id, 'name', $4::text, 'source', $7::text)
  FROM signal
)
SELECT id, created_at FROM signal
