-- Purpose   Says anew what a gate holds a run back for.
-- Params    $1 tenant, $2 run, $3 reason, $4 detail, $5 when the gates are asked again, not at once; null: in half a minute
-- Locks     the hold.
-- Index     primary key.
UPDATE maestro_holds SET reason = $3::text, detail = $4::jsonb,
  wake_at = greatest(coalesce($5::timestamptz, maestro_now() + interval '30 seconds'), maestro_now() + interval '1 second')
WHERE tenant_id = $1::uuid AND run_id = $2::uuid AND reason <> 'CONCURRENCY'
