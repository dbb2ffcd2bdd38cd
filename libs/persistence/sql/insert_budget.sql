-- Purpose   Opens an account, in the period that is now.
-- Params    $1 tenant, $2 id, $3 scope, $4 subject, $5 period, $6 time zone, $7 cap in micro-dollars, $8 note, $9 who
-- Result    no row where the subject has an account of that period.
INSERT INTO maestro_budgets (tenant_id, id, scope, subject, period, timezone, cap, note, created_by, period_start, period_end)
SELECT $1::uuid, $2::uuid, $3, $4::uuid, $5, $6, $7::bigint, $8, $9, p.starts, p.ends FROM maestro_period($5, $6, maestro_now()) p
ON CONFLICT (tenant_id, subject, period) DO NOTHING
RETURNING id
