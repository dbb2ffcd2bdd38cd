-- Why: money is reserved before it is spent. An account holds what may be spent, what is spent and what attempts underway
-- may yet cost at worst; a constraint states what statements keep to by themselves. The ledger beside it is appended to and
-- never rewritten, and adds up to what the accounts say.

ALTER TABLE maestro_tenants
  -- The kill switch: billable attempts and new runs wait; `stop_all` also wound down what was open.
  ADD COLUMN spending text NOT NULL DEFAULT 'on' CHECK (spending IN ('on', 'stop_spending', 'stop_all')),
  -- What to do about a model without a price: refuse it, or take the worst case that the template declares.
  ADD COLUMN unknown_models text NOT NULL DEFAULT 'refuse' CHECK (unknown_models IN ('refuse', 'declared'));
-- Few tenants are stopped, and every process asks which.
CREATE INDEX maestro_tenants_stopped ON maestro_tenants (id) WHERE spending <> 'on';

CREATE TABLE maestro_budgets (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('run', 'orchestra', 'template', 'tenant')),
  -- Whose money it is: the id of the run, the orchestra, the template or the tenant.
  subject uuid NOT NULL,
  period text NOT NULL CHECK (period IN ('total', 'day', 'week', 'month')),
  timezone text NOT NULL DEFAULT 'UTC',
  -- Micro-dollars. At most a thousand million dollars.
  cap bigint NOT NULL CHECK (cap BETWEEN 0 AND 1000000000000000),
  spent bigint NOT NULL DEFAULT 0 CHECK (spent >= 0),
  reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  -- The first grant after the end begins the next period.
  period_start timestamptz NOT NULL DEFAULT '-infinity',
  period_end timestamptz NOT NULL DEFAULT 'infinity',
  note text CHECK (length(note) <= 256),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT never_overshot CHECK (spent + reserved <= cap)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX maestro_budgets_scope ON maestro_budgets (tenant_id, subject, period);

-- What attempts underway may yet cost. Made by the grant of an attempt, ended by the transaction that writes its end.
CREATE TABLE maestro_reservations (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  run_id uuid NOT NULL,
  n integer NOT NULL,
  token bigint NOT NULL,
  attempt integer NOT NULL,
  template_id uuid NOT NULL,
  node text NOT NULL,
  handler text NOT NULL,
  model text,
  -- The price as it was then: what comes later changes nothing about this attempt.
  price_version integer,
  input_nanos bigint,
  output_nanos bigint,
  call_nanos bigint,
  amount bigint NOT NULL CHECK (amount >= 0),
  accounts uuid[] NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, run_id, n, token)
);

-- The ledger. An attempt has one entry, and one more where what was assumed of it was later proven to be less.
CREATE TABLE maestro_cost_entries (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  run_id uuid NOT NULL,
  n integer NOT NULL,
  token bigint NOT NULL,
  entry text NOT NULL CHECK (entry IN ('settled', 'adjusted')),
  at timestamptz NOT NULL,
  attempt integer NOT NULL,
  template_id uuid NOT NULL,
  node text NOT NULL,
  handler text NOT NULL,
  model text,
  price_version integer,
  input_nanos bigint,
  output_nanos bigint,
  call_nanos bigint,
  -- As it was reported, possible or not.
  usage jsonb,
  amount bigint NOT NULL CHECK (entry = 'settled' AND amount >= 0 OR entry = 'adjusted' AND amount <= 0),
  flags text[] NOT NULL DEFAULT '{}' CHECK (flags <@ '{assumed,adjusted,impossible}'),
  -- The accounts that were charged, and the period of each.
  accounts uuid[] NOT NULL,
  periods timestamptz[] NOT NULL,
  PRIMARY KEY (tenant_id, run_id, n, token, entry)
);
CREATE INDEX maestro_cost_entries_at ON maestro_cost_entries (tenant_id, at);

-- What a run has cost: the sum of its entries, for lists.
CREATE TABLE maestro_run_costs (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (tenant_id, run_id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);

-- What models cost, in nano-dollars. A version never changes; the latest counts.
CREATE TABLE maestro_prices (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  model text NOT NULL CHECK (length(model) BETWEEN 1 AND 128),
  version integer NOT NULL CHECK (version > 0),
  -- Per token read, per token written, per call.
  input_nanos bigint NOT NULL CHECK (input_nanos BETWEEN 0 AND 1000000000000),
  output_nanos bigint NOT NULL CHECK (output_nanos BETWEEN 0 AND 1000000000000),
  call_nanos bigint NOT NULL CHECK (call_nanos BETWEEN 0 AND 1000000000000000),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, model, version)
);

-- Prices for every tenant that has none of its own; written by whoever owns the database.
CREATE TABLE maestro_default_prices (
  model text NOT NULL CHECK (length(model) BETWEEN 1 AND 128),
  version integer NOT NULL CHECK (version > 0),
  input_nanos bigint NOT NULL CHECK (input_nanos BETWEEN 0 AND 1000000000000),
  output_nanos bigint NOT NULL CHECK (output_nanos BETWEEN 0 AND 1000000000000),
  call_nanos bigint NOT NULL CHECK (call_nanos BETWEEN 0 AND 1000000000000000),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (model, version)
);
GRANT SELECT ON maestro_default_prices TO maestro_app, maestro_engine;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_budgets', 'maestro_reservations', 'maestro_cost_entries', 'maestro_run_costs',
                              'maestro_prices'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
    EXECUTE format('CREATE POLICY engine ON %I TO maestro_engine USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO maestro_app, maestro_engine', name);
  END LOOP;
END $$;
-- Spending is the engine's; what may be spent is the tenant's.
GRANT INSERT (tenant_id, id, scope, subject, period, timezone, cap, period_start, period_end, note, created_by),
  UPDATE (cap, note), DELETE ON maestro_budgets TO maestro_app;
GRANT INSERT, UPDATE, DELETE ON maestro_budgets TO maestro_engine;
GRANT INSERT, DELETE, UPDATE ON maestro_reservations TO maestro_engine;
GRANT INSERT ON maestro_cost_entries TO maestro_engine;
GRANT INSERT, UPDATE ON maestro_run_costs TO maestro_engine;
GRANT INSERT ON maestro_prices TO maestro_app;

-- What so many tokens and one call cost, in micro-dollars, rounded up. Null where there is no price or no count.
CREATE FUNCTION maestro_price_of(p_input bigint, p_output bigint, p_call bigint, p_in numeric, p_out numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ceil((p_input * p_in + p_output * p_out + p_call) / 1000.0);

-- The period that an instant lies in, from one local midnight to another.
CREATE FUNCTION maestro_period(p_period text, p_timezone text, p_at timestamptz, OUT starts timestamptz, OUT ends timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (CASE p_period WHEN 'total' THEN '-infinity' ELSE date_trunc(p_period, p_at AT TIME ZONE p_timezone) AT TIME ZONE p_timezone END,
          CASE p_period WHEN 'total' THEN 'infinity'
                        ELSE (date_trunc(p_period, p_at AT TIME ZONE p_timezone) + ('1 ' || p_period)::interval) AT TIME ZONE p_timezone END);

-- include functions/reserve_v1.sql
-- include functions/settle_v1.sql
-- include functions/pass_budget_v1.sql
-- include functions/wake_v3.sql
