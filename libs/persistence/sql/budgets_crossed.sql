-- Purpose   Accounts that have come to a threshold of which nobody was told, of tenants with an address that wants to hear of it.
-- Params    $1 tenants
-- Result    accounts as they stand, each with the highest threshold that it has come to, in percent of its cap. At 100 it is
--           exhausted: nothing is left, or something waits for it.
-- Index     the primary keys of webhooks, budgets and alerts, maestro_waits_key
SELECT b.tenant_id AS "tenantId", b.id, b.scope, b.subject, b.period, b.period_start::text AS "periodStart", t.percent,
       b.cap::text AS cap, b.spent::text AS spent, b.reserved::text AS reserved, maestro_now() AS at
FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) a
CROSS JOIN LATERAL (
  SELECT FROM maestro_webhooks w
  WHERE w.tenant_id = a.id AND w.enabled AND w.events && '{maestro.budget.threshold_crossed,maestro.budget.exhausted}' LIMIT 1) w
CROSS JOIN LATERAL (SELECT * FROM maestro_budgets b WHERE b.tenant_id = a.id AND b.period_end > maestro_now() OFFSET 0) b
CROSS JOIN LATERAL (
  SELECT CASE WHEN b.spent >= b.cap
                OR EXISTS (SELECT FROM maestro_waits x WHERE x.tenant_id = b.tenant_id AND x.key = 'budget/' || b.id OFFSET 0) THEN 100
              WHEN b.spent >= b.cap * 0.8 THEN 80
              WHEN b.spent >= b.cap * 0.5 THEN 50 END AS percent) t
WHERE t.percent IS NOT NULL
  AND NOT EXISTS (SELECT FROM maestro_budget_alerts n
                  WHERE n.tenant_id = b.tenant_id AND n.budget_id = b.id AND n.period_start = b.period_start AND n.cap = b.cap
                    AND n.percent >= t.percent OFFSET 0)
