-- Why: there are times at which nothing may start, and whoever has to start something all the same needs a second person.

CREATE TABLE maestro_freeze_windows (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  reason text CHECK (length(reason) <= 2000),
  effect text NOT NULL CHECK (effect IN ('block', 'defer', 'require-approval')),
  -- Which runs: labels, tags, templates, environments; each that is there has to fit. Empty: all.
  scope jsonb NOT NULL CHECK (jsonb_typeof(scope) = 'object'),
  -- When: timezone, start, end, recurrence, except, also, by the clock on the wall.
  calendar jsonb NOT NULL CHECK (jsonb_typeof(calendar) = 'object'),
  -- Of require-approval.
  approvers text[] NOT NULL DEFAULT '{}',
  quorum smallint NOT NULL DEFAULT 1 CHECK (quorum BETWEEN 1 AND 10),
  enabled boolean NOT NULL DEFAULT true,
  -- The event of a calendar file that it came from, so that the file can be imported again.
  source text CHECK (length(source) <= 512),
  -- Another for every change, drawn by lot: processes see by the sum that they have to read again.
  revision bigint NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX maestro_freeze_windows_source ON maestro_freeze_windows (tenant_id, source) WHERE source IS NOT NULL;
ALTER TABLE maestro_freeze_windows ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_freeze_windows FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_freeze_windows TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_freeze_windows FOR SELECT TO maestro_engine USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON maestro_freeze_windows TO maestro_app;
GRANT SELECT ON maestro_freeze_windows TO maestro_engine;

-- Permissions to start in spite of a window. One is asked for by one person and given by another.
CREATE TABLE maestro_freeze_breaks (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  window_id uuid NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
  -- For every run of a template while it is good; or for one run that is held; or, with neither, for one run.
  template_id uuid,
  run_id uuid,
  -- Who answers for it, and under which name they did it.
  requested_by text NOT NULL,
  requested_actor text NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT maestro_now(),
  approved_by text CHECK (approved_by <> requested_by),
  approved_actor text,
  approved_at timestamptz,
  expires_at timestamptz NOT NULL,
  -- The run that used it up.
  used_by uuid,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, window_id) REFERENCES maestro_freeze_windows (tenant_id, id) ON DELETE CASCADE,
  CHECK (template_id IS NULL OR run_id IS NULL),
  CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);
CREATE INDEX maestro_freeze_breaks_window ON maestro_freeze_breaks (tenant_id, window_id, expires_at);
ALTER TABLE maestro_freeze_breaks ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_freeze_breaks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_freeze_breaks TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_freeze_breaks TO maestro_engine USING (true);
GRANT SELECT, INSERT ON maestro_freeze_breaks TO maestro_app;
GRANT UPDATE (approved_by, approved_actor, approved_at) ON maestro_freeze_breaks TO maestro_app;
GRANT SELECT, UPDATE (used_by) ON maestro_freeze_breaks TO maestro_engine;
