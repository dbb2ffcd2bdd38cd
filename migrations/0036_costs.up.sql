-- Why: what was used is asked for by run, by task and by whatever costs are grouped by; one place says what counts as a token. And
-- who wants to hear how much of an account is spent is told of each threshold once.

-- include functions/used_tokens_v1.sql

-- Thresholds of accounts that were told of: again in the next period, and under another cap.
CREATE TABLE maestro_budget_alerts (
  tenant_id uuid NOT NULL,
  budget_id uuid NOT NULL,
  period_start timestamptz NOT NULL,
  cap bigint NOT NULL,
  percent integer NOT NULL CHECK (percent BETWEEN 1 AND 100),
  at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, budget_id, period_start, cap, percent),
  FOREIGN KEY (tenant_id, budget_id) REFERENCES maestro_budgets (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE maestro_budget_alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_budget_alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_budget_alerts TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_budget_alerts TO maestro_engine USING (true) WITH CHECK (true);
GRANT SELECT ON maestro_budget_alerts TO maestro_app;
GRANT SELECT, INSERT ON maestro_budget_alerts TO maestro_engine;
