-- Why: which models a tenant may speak to, where, with which key, and what they may see, is for its administrators to say; a
-- template names a model and nothing of that.

CREATE TABLE maestro_model_providers (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  kind text NOT NULL CHECK (kind IN ('openai', 'anthropic', 'rules')),
  -- Where it answers; `rules` stands here and needs no address.
  base_url text CHECK (length(base_url) <= 2048),
  -- Name of the secret that has its key; null where it asks for none.
  secret text CHECK (secret ~ '^[A-Za-z_][A-Za-z0-9_]{0,63}$'),
  region text CHECK (length(region) <= 64),
  -- Labels of data that it may be shown. Data without a label goes everywhere.
  data_classes text[] NOT NULL DEFAULT '{}',
  -- What it serves: name, context, and what is known of each.
  models jsonb NOT NULL CHECK (jsonb_typeof(models) = 'array'),
  -- What the kind `rules` answers by.
  rules jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(rules) = 'array'),
  -- Whether its answers come piece by piece.
  stream boolean NOT NULL DEFAULT true,
  enabled boolean NOT NULL DEFAULT true,
  created_by text NOT NULL CHECK (length(created_by) <= 256),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, name),
  CHECK ((kind = 'rules') = (base_url IS NULL)),
  CHECK (kind <> 'rules' OR secret IS NULL),
  CHECK (kind = 'rules' OR rules = '[]')
);
ALTER TABLE maestro_model_providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_model_providers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_model_providers TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT, INSERT, DELETE,
  UPDATE (base_url, secret, region, data_classes, models, rules, stream, enabled, updated_at) ON maestro_model_providers TO maestro_app;
