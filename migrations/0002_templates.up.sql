-- Why: a run must be able to say, years later, exactly what it ran. Versions are rows that never change;
-- the same content is the same version, found by its hash.

CREATE TABLE maestro_templates (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,127}$'),
  latest_version integer NOT NULL CHECK (latest_version >= 1),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);

CREATE TABLE maestro_template_versions (
  tenant_id uuid NOT NULL,
  template_id uuid NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  format text NOT NULL CHECK (format IN ('json', 'yaml')),
  source text NOT NULL,
  plan jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, template_id, version),
  UNIQUE (tenant_id, template_id, content_hash),
  FOREIGN KEY (tenant_id, template_id) REFERENCES maestro_templates (tenant_id, id)
);

-- An agent is a named, discoverable template with a model configuration of its own.
CREATE TABLE maestro_agents (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,127}$'),
  template_id uuid NOT NULL,
  config jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name),
  FOREIGN KEY (tenant_id, template_id) REFERENCES maestro_templates (tenant_id, id)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_templates', 'maestro_template_versions', 'maestro_agents'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
  END LOOP;
END $$;
-- No UPDATE on versions: nobody may change one.
GRANT SELECT, INSERT, UPDATE ON maestro_templates, maestro_agents TO maestro_app;
GRANT SELECT, INSERT ON maestro_template_versions TO maestro_app;

CREATE POLICY engine ON maestro_templates FOR SELECT TO maestro_engine USING (true);
CREATE POLICY engine ON maestro_template_versions FOR SELECT TO maestro_engine USING (true);
GRANT SELECT ON maestro_templates, maestro_template_versions TO maestro_engine;
