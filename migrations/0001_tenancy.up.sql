-- Why: everything else hangs off a tenant, and the two walls around it must stand before the first row does.
--
-- Two roles serve the processes. `maestro_app` sees one tenant at a time, the one named by the transaction's
-- `app.tenant_id`. `maestro_engine` moves runs of all tenants, through policies on listed tables. Neither
-- owns anything nor may bypass row-level security; the owner of the schema is used by migrations alone.

DO $$ BEGIN
  CREATE ROLE maestro_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

DO $$ BEGIN
  CREATE ROLE maestro_engine NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

-- The services compare the newest migration with the one they were built for before they start.
DO $$ BEGIN
  IF to_regclass('maestro_migrations') IS NOT NULL THEN
    GRANT SELECT ON maestro_migrations TO maestro_app, maestro_engine;
  END IF;
END $$;

-- Time: every comparison uses maestro_now(). The offset is zero but in tests, which move it to make hours pass;
-- only the owner may write it.
CREATE TABLE maestro_clock (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  shift interval NOT NULL DEFAULT interval '0'
);
INSERT INTO maestro_clock DEFAULT VALUES;
GRANT SELECT ON maestro_clock TO maestro_app, maestro_engine;

CREATE FUNCTION maestro_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN statement_timestamp() + (SELECT shift FROM maestro_clock);

-- The tenant of the current transaction; null where none was set, so that policies match no row. A helper
-- declared IMMUTABLE would be folded into cached plans and leak rows between tenants.
CREATE FUNCTION maestro_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;

CREATE TABLE maestro_tenants (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  env text NOT NULL CHECK (env ~ '^[a-z0-9]{1,16}$'),
  egress_allow text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT maestro_now()
);
ALTER TABLE maestro_tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_tenants TO maestro_app
  USING (id = maestro_tenant()) WITH CHECK (id = maestro_tenant());
CREATE POLICY engine ON maestro_tenants FOR SELECT TO maestro_engine USING (true);
GRANT SELECT, INSERT, UPDATE ON maestro_tenants TO maestro_app;
GRANT SELECT ON maestro_tenants TO maestro_engine;

-- A key is looked up before its tenant is known: a transaction may name the one key id that was presented, and
-- then sees that row and no other.
CREATE TABLE maestro_api_keys (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id text NOT NULL CHECK (id ~ '^[a-z0-9]{16}$'),
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'author', 'viewer', 'agent')),
  secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX maestro_api_keys_id ON maestro_api_keys (id);
ALTER TABLE maestro_api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_api_keys TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY presented_key ON maestro_api_keys FOR SELECT TO maestro_app
  USING (id = nullif(current_setting('app.key_id', true), ''));
GRANT SELECT, INSERT, UPDATE ON maestro_api_keys TO maestro_app;
