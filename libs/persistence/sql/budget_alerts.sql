-- Purpose   Notes that thresholds of accounts are told of, once each.
-- Params    in one order: $1 tenant[], $2 account[], $3 start of its period[], $4 cap[], $5 percent[]
-- Result    the accounts of which this was not told before
-- Locks     inserts alone; an account that is gone meanwhile is left out
-- Index     primary keys
INSERT INTO maestro_budget_alerts (tenant_id, budget_id, period_start, cap, percent)
SELECT a.* FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[], $5::int[]) AS a (tenant_id, budget_id, period_start, cap, percent)
CROSS JOIN LATERAL (SELECT FROM maestro_budgets b WHERE b.tenant_id = a.tenant_id AND b.id = a.budget_id FOR KEY SHARE) b
ON CONFLICT DO NOTHING
RETURNING budget_id AS id
