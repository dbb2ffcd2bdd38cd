-- Why: what agents may call besides templates. A toolset holds the tools as its owner has seen and approved them: what a document
-- or a server says later is proposed beside them, and takes effect when somebody approves it.

CREATE TABLE maestro_toolsets (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
  kind text NOT NULL CHECK (kind IN ('openapi', 'mcp')),
  url text NOT NULL CHECK (length(url) <= 2048),
  -- The name of a secret; its value is read for each call.
  secret text,
  placement jsonb,
  read_only text[] NOT NULL DEFAULT '{}',
  tools jsonb NOT NULL,
  digest text NOT NULL,
  proposed jsonb,
  revision integer NOT NULL DEFAULT 1,
  created_by text NOT NULL CHECK (length(created_by) <= 256),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);
ALTER TABLE maestro_toolsets ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_toolsets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_toolsets TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
-- Name, kind and secret of a toolset never change: another one is made.
GRANT SELECT, INSERT, DELETE, UPDATE (url, tools, digest, proposed, revision, updated_at) ON maestro_toolsets TO maestro_app;
