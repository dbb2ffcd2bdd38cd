-- Why: `load` must be able to say what it changed, once, although it may run twice. Records are kept by key
-- with the hash of their content; a receipt keeps the answer of the first call for every later one.

CREATE TABLE maestro_datasets (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,127}$'),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, name)
);

CREATE TABLE maestro_records (
  tenant_id uuid NOT NULL,
  dataset text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 512),
  ingest_id text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, dataset, key),
  FOREIGN KEY (tenant_id, dataset) REFERENCES maestro_datasets (tenant_id, name)
);

CREATE TABLE maestro_load_receipts (
  tenant_id uuid NOT NULL,
  idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  dataset text NOT NULL,
  result jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, idempotency_key),
  FOREIGN KEY (tenant_id, dataset) REFERENCES maestro_datasets (tenant_id, name)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_datasets', 'maestro_records', 'maestro_load_receipts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO maestro_app', name);
  END LOOP;
END $$;
