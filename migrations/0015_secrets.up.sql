-- Why: a secret is kept sealed under a key of its tenant, and that key sealed under one that no database has. Whoever has a
-- copy of the database has no secret; whoever may write to it cannot pass the value of one secret off as that of another.
--
-- All of it is for the application role, in a transaction of the tenant: the engine, which sees the runs of all tenants,
-- has no grant on any secret.

-- Which master keys this installation has sealed with, and how to tell the right one from another under the same id: a
-- process that lacks one of them does not start. It says nothing of tenants and holds no key.
CREATE TABLE maestro_master_keys (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  check_value bytea NOT NULL CHECK (length(check_value) = 32),
  first_used_at timestamptz NOT NULL DEFAULT maestro_now()
);
GRANT SELECT, INSERT, DELETE ON maestro_master_keys TO maestro_app;

CREATE TABLE maestro_data_keys (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  master_key_id text NOT NULL,
  wrapped bytea NOT NULL CHECK (length(wrapped) BETWEEN 32 AND 1024),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  -- Set where a newer one seals in its stead; it goes once nothing is sealed with it.
  retired_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX maestro_data_keys_active ON maestro_data_keys (tenant_id) WHERE retired_at IS NULL;

CREATE TABLE maestro_secrets (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  name text NOT NULL CHECK (name ~ '^[A-Za-z_][A-Za-z0-9_]{0,63}$'),
  -- A name that is given again is another secret: what was sealed for the first does not open for the second.
  id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, name),
  UNIQUE (tenant_id, id)
);

CREATE TABLE maestro_secret_versions (
  tenant_id uuid NOT NULL,
  secret_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  provider text NOT NULL CHECK (provider IN ('stored', 'environment', 'vault')),
  data_key_id uuid,
  sealed bytea CHECK (length(sealed) BETWEEN 29 AND 262144),
  -- Where the value is, for those that are kept elsewhere.
  reference jsonb,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  created_by text NOT NULL CHECK (length(created_by) <= 256),
  PRIMARY KEY (tenant_id, secret_id, version),
  FOREIGN KEY (tenant_id, secret_id) REFERENCES maestro_secrets (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, data_key_id) REFERENCES maestro_data_keys (tenant_id, id),
  CHECK ((provider = 'stored') = (sealed IS NOT NULL)),
  CHECK ((provider = 'stored') = (data_key_id IS NOT NULL)),
  CHECK ((provider = 'stored') = (reference IS NULL))
);
CREATE INDEX maestro_secret_versions_key ON maestro_secret_versions (tenant_id, data_key_id);

-- Which attempt was given which version. It goes with its run, and with its secret.
CREATE TABLE maestro_secret_usages (
  tenant_id uuid NOT NULL,
  secret_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  attempt integer NOT NULL,
  version integer NOT NULL,
  used_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, run_id, n, attempt, secret_id),
  FOREIGN KEY (tenant_id, secret_id) REFERENCES maestro_secrets (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_secret_usages_last ON maestro_secret_usages (tenant_id, secret_id, used_at);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'maestro_data_keys', 'maestro_secrets', 'maestro_secret_versions', 'maestro_secret_usages'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON maestro_data_keys, maestro_secrets TO maestro_app;
-- A version is written once. Only its sealing changes, when its tenant gets another data key.
GRANT SELECT, INSERT, UPDATE (data_key_id, sealed) ON maestro_secret_versions TO maestro_app;
GRANT SELECT, INSERT ON maestro_secret_usages TO maestro_app;
