-- Purpose   Opens the accounts of runs that are about to be started, so that none of them moves without its cap.
-- Params    $1 tenant, $2 account[], $3 run[], $4 cap[] in micro-dollars, $5 who[], $6 what becomes of an attempt that it
--           does not reach for: wait or fail[]
-- Locks     only rows it inserts.
INSERT INTO maestro_budgets (tenant_id, id, scope, subject, period, cap, created_by, on_exhausted)
SELECT $1::uuid, o.id, 'run', o.run_id, 'total', o.cap, o.actor, o.exhausted
FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[]) AS o (id, run_id, cap, actor, exhausted)
ON CONFLICT DO NOTHING
