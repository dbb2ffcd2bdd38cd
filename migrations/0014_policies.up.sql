-- Why: what is allowed is decided by versioned rules of a tenant, and each decision is kept. A run may be held back, or people be
-- asked, before it begins.

-- Gates give their own reasons.
ALTER TABLE maestro_holds DROP CONSTRAINT maestro_holds_reason_check;
ALTER TABLE maestro_holds ADD CONSTRAINT maestro_holds_reason_check CHECK (reason ~ '^[A-Z][A-Z_]{0,31}$');

-- A question about the start of a run has no task: its number is below zero.
ALTER TABLE maestro_approvals DROP CONSTRAINT maestro_approvals_tenant_id_run_id_n_fkey;
ALTER TABLE maestro_approvals ADD FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE;
-- Whoever started the run may answer, too.
ALTER TABLE maestro_approvals ADD COLUMN self_approval boolean NOT NULL DEFAULT false;

-- include functions/release_hold_v1.sql
DROP FUNCTION maestro_vote_v2;
-- include functions/vote_v3.sql

CREATE TABLE maestro_policies (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9-]{0,62}$'),
  engine text NOT NULL CHECK (engine IN ('cedar', 'opa')),
  latest_version integer NOT NULL CHECK (latest_version > 0),
  -- The version that decides; null while none does.
  active_version integer CHECK (active_version BETWEEN 1 AND latest_version),
  created_by text NOT NULL CHECK (length(created_by) <= 256),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);

-- Never rewritten. `body`: the text of a Cedar policy; of an OPA policy its package and actions.
CREATE TABLE maestro_policy_versions (
  tenant_id uuid NOT NULL,
  policy_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  digest text NOT NULL CHECK (length(digest) = 64),
  body jsonb NOT NULL,
  tests jsonb NOT NULL,
  created_by text NOT NULL CHECK (length(created_by) <= 256),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, policy_id, version),
  FOREIGN KEY (tenant_id, policy_id) REFERENCES maestro_policies (tenant_id, id)
);

-- Where a tenant wants a shipped policy otherwise than it comes.
CREATE TABLE maestro_policy_switches (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  name text NOT NULL CHECK (length(name) <= 63),
  active boolean NOT NULL,
  PRIMARY KEY (tenant_id, name)
);

-- What was decided, under which rules. Its ids rise with time.
CREATE TABLE maestro_policy_decisions (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT maestro_now(),
  action text NOT NULL CHECK (length(action) <= 64),
  effect text NOT NULL CHECK (effect IN ('allow', 'deny', 'require-approval')),
  actor text NOT NULL CHECK (length(actor) <= 512),
  principal_id text NOT NULL CHECK (length(principal_id) <= 512),
  resource_type text NOT NULL CHECK (length(resource_type) <= 64),
  resource_id text NOT NULL CHECK (length(resource_id) <= 512),
  run_id uuid,
  digest text NOT NULL CHECK (length(digest) = 64),
  reasons text[] NOT NULL,
  obligations jsonb NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX maestro_policy_decisions_run ON maestro_policy_decisions (tenant_id, run_id, id) WHERE run_id IS NOT NULL;
CREATE INDEX maestro_policy_decisions_refused ON maestro_policy_decisions (tenant_id, id) WHERE effect <> 'allow';

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_policies', 'maestro_policy_versions', 'maestro_policy_switches', 'maestro_policy_decisions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO maestro_app', name);
  END LOOP;
END $$;
GRANT UPDATE (latest_version, active_version) ON maestro_policies TO maestro_app;
GRANT UPDATE (active) ON maestro_policy_switches TO maestro_app;
-- Whoever reads what a run came from reads what was decided about it.
CREATE POLICY engine ON maestro_policy_decisions FOR SELECT TO maestro_engine USING (true);
GRANT SELECT ON maestro_policy_decisions TO maestro_engine;
