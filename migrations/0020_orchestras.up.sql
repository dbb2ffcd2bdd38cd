-- Why: a template is played on a cadence, with the secrets and inputs of one deployment, and somebody has to switch that on.
-- An orchestra is that deployment; its runs name it.

CREATE TABLE maestro_orchestras (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  tag text CHECK (tag IN ('Outreach', 'Inbox', 'Research', 'Monitor', 'Marketing', 'Content', 'CRM')),
  description text NOT NULL DEFAULT '' CHECK (length(description) <= 2000),
  -- Its score: the template whose latest version each of its runs plays. Nobody may change it: runs of two templates
  -- do not belong in one line.
  template_id uuid NOT NULL,
  -- What its runs are started with.
  inputs jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(inputs) = 'object'),
  labels jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(labels) = 'object'),
  -- Which secret of the tenant stands for a name that the score uses; a name that is missing stands for itself.
  secret_bindings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(secret_bindings) = 'object'),
  -- Five fields by the clock of the zone; null: nothing begins by itself.
  cron text CHECK (length(cron) BETWEEN 9 AND 256),
  time_zone text NOT NULL DEFAULT 'UTC' CHECK (length(time_zone) BETWEEN 1 AND 64),
  -- dst, misfire, overlap, jitter, start, end, calendars, interval, deadline: what differs from the defaults.
  schedule jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(schedule) = 'object'),
  enabled boolean NOT NULL DEFAULT false,
  -- The scheduler's: when it has to look next, and the slot up to which everything is settled. A change of the schedule, and
  -- being switched on, has it look at once and settles what lies before.
  next_fire_at timestamptz,
  last_slot timestamptz,
  -- Counts the changes that people make.
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  created_by text NOT NULL,
  -- Who answers for the runs that begin by themselves: whoever switched it on, or changed it last.
  changed_by text NOT NULL,
  changed_subject text,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  -- Hidden from then on. Its runs stay, and name it.
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, template_id) REFERENCES maestro_templates (tenant_id, id),
  CONSTRAINT deleted_is_off CHECK (deleted_at IS NULL OR NOT enabled)
) WITH (fillfactor = 80);
-- What is due, of all tenants. A row that is off, or fires never again, is not in it.
CREATE INDEX maestro_orchestras_due ON maestro_orchestras (next_fire_at) WHERE enabled AND next_fire_at IS NOT NULL;
CREATE INDEX maestro_orchestras_live ON maestro_orchestras (tenant_id, id) WHERE deleted_at IS NULL;
CREATE INDEX maestro_orchestras_template ON maestro_orchestras (tenant_id, template_id, id) WHERE deleted_at IS NULL;
ALTER TABLE maestro_orchestras ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_orchestras FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_orchestras TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_orchestras TO maestro_engine USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON maestro_orchestras TO maestro_app;
GRANT UPDATE (name, tag, description, inputs, labels, secret_bindings, cron, time_zone, schedule, enabled, next_fire_at,
              last_slot, version, changed_by, changed_subject, updated_at, deleted_at) ON maestro_orchestras TO maestro_app;
GRANT SELECT, UPDATE (next_fire_at, last_slot) ON maestro_orchestras TO maestro_engine;

-- A run of no orchestra has no entry in these. Runs that are started by a run belong to its orchestra, too; lists show the
-- ones at the top.
ALTER TABLE maestro_runs ADD COLUMN orchestra_id uuid,
  ADD FOREIGN KEY (tenant_id, orchestra_id) REFERENCES maestro_orchestras (tenant_id, id);
CREATE INDEX maestro_runs_orchestra ON maestro_runs (tenant_id, orchestra_id, id)
  WHERE orchestra_id IS NOT NULL AND parent_run IS NULL;
CREATE INDEX maestro_runs_orchestra_open ON maestro_runs (tenant_id, orchestra_id, id)
  WHERE orchestra_id IS NOT NULL AND parent_run IS NULL AND finished_at IS NULL;
