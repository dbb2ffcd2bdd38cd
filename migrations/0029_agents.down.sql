-- Undoes 0029_agents.
DROP TABLE maestro_agent_versions;
DROP POLICY engine ON maestro_agents;
REVOKE SELECT ON maestro_agents FROM maestro_engine;
GRANT UPDATE ON maestro_agents TO maestro_app;
ALTER TABLE maestro_agents
  DROP CONSTRAINT maestro_agents_template,
  DROP CONSTRAINT name_leaves_room,
  DROP COLUMN deleted_at,
  DROP COLUMN created_by,
  DROP COLUMN latest_version,
  ADD COLUMN config jsonb NOT NULL DEFAULT '{}';
