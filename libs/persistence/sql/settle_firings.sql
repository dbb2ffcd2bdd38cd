-- Purpose   Says of firings that no run of their own was started why, or when to try again.
-- Params    per firing: $1 tenant[], $2 trigger[], $3 event[], $4 `fired`, `refused` or `due`[], $5 why[], $6 in words[],
--           $7 the run that its idempotency key had started[], $8 milliseconds until the next try[]
-- Result    none
-- Locks     those firings that are still due
-- Index     primary key
UPDATE maestro_firings f
SET status = w.status, reason = w.reason, detail = w.detail, run_id = w.run_id,
    due_at = CASE WHEN w.status = 'due' THEN maestro_now() + w.pause * interval '1 millisecond' END,
    tries = least(f.tries + 1, 30000),
    inputs = CASE WHEN w.status = 'due' THEN f.inputs END,
    settled_at = CASE WHEN w.status <> 'due' THEN maestro_now() END
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::float8[])
  AS w (tenant_id, trigger_id, event_id, status, reason, detail, run_id, pause)
WHERE f.tenant_id = w.tenant_id AND f.trigger_id = w.trigger_id AND f.event_id = w.event_id AND f.status = 'due'
