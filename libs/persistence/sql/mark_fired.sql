-- Purpose   Gives firings their runs, and runs their cause, in the transaction that makes the runs.
-- Params    per firing: $1 tenant[], $2 trigger[], $3 event[], $4 run[], $5 depth[], $6 what expressions see as `trigger`[]
-- Result    none
-- Locks     the firings, which the transaction holds already
-- Index     primary key
WITH wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::jsonb[])
    AS w (tenant_id, trigger_id, event_id, run_id, depth, value)
), fired AS (
  UPDATE maestro_firings f
  SET status = 'fired', run_id = w.run_id, reason = NULL, detail = NULL, inputs = NULL, labels = NULL, due_at = NULL,
      settled_at = maestro_now()
  FROM wanted w
  WHERE f.tenant_id = w.tenant_id AND f.trigger_id = w.trigger_id AND f.event_id = w.event_id AND f.status = 'due'
)
INSERT INTO maestro_run_causes (tenant_id, run_id, trigger_id, event_id, depth, value)
SELECT tenant_id, run_id, trigger_id, event_id, depth, value FROM wanted
