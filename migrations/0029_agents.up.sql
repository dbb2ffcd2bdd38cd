-- Why: who asks a model over and over needs a name, a configuration that others may rely on, and a line of what it was
-- before. An agent is that name; each of its versions is a configuration and the template version that plays it.

-- The table has stood empty since the templates came.
ALTER TABLE maestro_agents
  -- Every version has its own.
  DROP COLUMN config,
  ADD COLUMN latest_version integer NOT NULL CHECK (latest_version > 0),
  ADD COLUMN created_by text NOT NULL,
  -- Hidden, and called by nobody, from then on. Its runs stay.
  ADD COLUMN deleted_at timestamptz,
  -- Names are taken for good, also by one that is deleted: what called it once must not call another.
  ADD CONSTRAINT name_leaves_room CHECK (length(name) <= 63),
  -- What all its runs play, and none but its runs.
  ADD CONSTRAINT maestro_agents_template UNIQUE (tenant_id, template_id);

-- Added and never changed.
CREATE TABLE maestro_agent_versions (
  tenant_id uuid NOT NULL,
  agent_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  configuration jsonb NOT NULL CHECK (jsonb_typeof(configuration) = 'object'),
  -- Of the agent's own template.
  template_version integer NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, agent_id, version),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES maestro_agents (tenant_id, id)
);

ALTER TABLE maestro_agent_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_agent_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_agent_versions TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_agent_versions FOR SELECT TO maestro_engine USING (true);
CREATE POLICY engine ON maestro_agents FOR SELECT TO maestro_engine USING (true);
GRANT SELECT, INSERT ON maestro_agent_versions TO maestro_app;
GRANT SELECT ON maestro_agent_versions, maestro_agents TO maestro_engine;
REVOKE UPDATE ON maestro_agents FROM maestro_app;
GRANT UPDATE (latest_version, updated_at, deleted_at) ON maestro_agents TO maestro_app;
