-- Why: runs begin because something happened. An event is kept once by what sends it; a trigger says which events begin what; and a
-- firing is what one event meant to one trigger, so that each begins one run at most, whoever fires it. (`maestro_events` is the
-- history of runs.)

CREATE TABLE maestro_received_events (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  -- Attributes of CloudEvents 1.0. Source and id together name an event: the same again is the same event.
  source text NOT NULL CHECK (length(source) BETWEEN 1 AND 512),
  event_id text NOT NULL CHECK (length(event_id) BETWEEN 1 AND 255),
  type text NOT NULL CHECK (length(type) BETWEEN 1 AND 255),
  subject text CHECK (length(subject) <= 512),
  at timestamptz,
  content_type text CHECK (length(content_type) <= 255),
  data_schema text CHECK (length(data_schema) <= 512),
  extensions jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(extensions) = 'object'),
  data jsonb,
  -- Instead of `data`, where that is no text.
  data_base64 text,
  -- How many triggers in a row brought it about; 0 for what comes from outside.
  depth smallint NOT NULL DEFAULT 0 CHECK (depth >= 0),
  received_by text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, source, event_id),
  CONSTRAINT one_kind_of_data CHECK (data IS NULL OR data_base64 IS NULL)
);
CREATE INDEX maestro_received_events_type ON maestro_received_events (tenant_id, type, id);
CREATE INDEX maestro_received_events_source ON maestro_received_events (tenant_id, source, id);
-- What is to be forgotten, oldest first.
CREATE INDEX maestro_received_events_age ON maestro_received_events (received_at);

CREATE TABLE maestro_triggers (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  description text NOT NULL DEFAULT '' CHECK (length(description) <= 2000),
  -- event: what is received. run_finished: the end of a run.
  kind text NOT NULL CHECK (kind IN ('event', 'run_finished')),
  -- event: types and sources. run_finished: templates, orchestras and statuses.
  filter jsonb NOT NULL CHECK (jsonb_typeof(filter) = 'object'),
  -- An expression over `trigger`; null: whatever passes the filter.
  match text CHECK (length(match) <= 16384),
  -- What it begins: the latest version of a template, or an orchestra.
  template_id uuid,
  orchestra_id uuid,
  -- What its runs are started with: strings may hold expressions over `trigger`.
  inputs jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(inputs) = 'object'),
  labels jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(labels) = 'object'),
  idempotency_key text CHECK (length(idempotency_key) <= 4096),
  -- The guard against loops: so many triggers in a row, and so many firings a minute.
  max_depth smallint NOT NULL CHECK (max_depth BETWEEN 1 AND 32),
  max_per_minute integer NOT NULL CHECK (max_per_minute BETWEEN 1 AND 60000),
  enabled boolean NOT NULL DEFAULT false,
  -- Counts the changes that people make.
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  created_by text NOT NULL,
  -- Who answers for its runs: whoever switched it on, or changed it last.
  changed_by text NOT NULL,
  changed_subject text,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  -- Hidden from then on. Its firings stay as long as their events.
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, template_id) REFERENCES maestro_templates (tenant_id, id),
  FOREIGN KEY (tenant_id, orchestra_id) REFERENCES maestro_orchestras (tenant_id, id),
  CONSTRAINT one_target CHECK ((template_id IS NULL) <> (orchestra_id IS NULL)),
  CONSTRAINT deleted_is_off CHECK (deleted_at IS NULL OR NOT enabled)
);
CREATE INDEX maestro_triggers_live ON maestro_triggers (tenant_id, id) WHERE deleted_at IS NULL;
-- Read for each event, and of tenants that have none for each run that ends: few.
CREATE INDEX maestro_triggers_on ON maestro_triggers (tenant_id, kind, id) WHERE enabled;

CREATE TABLE maestro_firings (
  tenant_id uuid NOT NULL,
  trigger_id uuid NOT NULL,
  event_id uuid NOT NULL,
  -- due: a run is to be started. fired: it has its run, since the transaction that made the run, or the run that its idempotency
  -- key had begun. unmatched: the expression said no. refused: an error, or the code of what refused the run.
  status text NOT NULL CHECK (status IN ('due', 'fired', 'unmatched', 'refused')),
  reason text CHECK (length(reason) <= 64),
  detail text CHECK (length(detail) <= 2000),
  run_id uuid,
  -- As they were made when the event came; forgotten once the run has them.
  inputs jsonb,
  labels jsonb,
  idempotency_key text CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  -- Of the run it begins.
  depth smallint NOT NULL CHECK (depth >= 1),
  -- When the leader looks, if nobody has fired it by then.
  due_at timestamptz,
  tries smallint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  settled_at timestamptz,
  PRIMARY KEY (tenant_id, trigger_id, event_id),
  FOREIGN KEY (tenant_id, trigger_id) REFERENCES maestro_triggers (tenant_id, id),
  FOREIGN KEY (tenant_id, event_id) REFERENCES maestro_received_events (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT fired_has_run CHECK ((status = 'fired') = (run_id IS NOT NULL)),
  CONSTRAINT due_has_time CHECK ((status = 'due') = (due_at IS NOT NULL)),
  CONSTRAINT refused_has_reason CHECK (status <> 'refused' OR reason IS NOT NULL)
) WITH (fillfactor = 80);
CREATE INDEX maestro_firings_event ON maestro_firings (tenant_id, event_id);
-- How often a trigger has fired lately.
CREATE INDEX maestro_firings_lately ON maestro_firings (tenant_id, trigger_id, created_at) WHERE status IN ('due', 'fired');
-- What is to be fired, of all tenants: few at any time.
CREATE INDEX maestro_firings_due ON maestro_firings (due_at) WHERE status = 'due';

-- What began a run, for its expressions, and how many triggers in a row did. A run that a trigger did not begin has none.
CREATE TABLE maestro_run_causes (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  trigger_id uuid NOT NULL,
  event_id uuid NOT NULL,
  depth smallint NOT NULL CHECK (depth >= 1),
  -- `trigger` of expressions; kept here, since runs outlive events.
  value jsonb NOT NULL,
  PRIMARY KEY (tenant_id, run_id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_received_events', 'maestro_triggers', 'maestro_firings', 'maestro_run_causes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
    EXECUTE format('CREATE POLICY engine ON %I TO maestro_engine USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO maestro_app, maestro_engine', name);
  END LOOP;
END $$;
GRANT INSERT ON maestro_received_events, maestro_firings TO maestro_app, maestro_engine;
GRANT DELETE ON maestro_received_events TO maestro_engine;
GRANT INSERT ON maestro_triggers TO maestro_app;
GRANT UPDATE (name, description, filter, match, inputs, labels, idempotency_key, max_depth, max_per_minute, enabled, version,
              changed_by, changed_subject, updated_at, deleted_at) ON maestro_triggers TO maestro_app;
-- Only the engine gives a firing its run.
GRANT UPDATE (status, reason, detail, run_id, inputs, labels, idempotency_key, due_at, tries, settled_at)
  ON maestro_firings TO maestro_engine;
GRANT INSERT ON maestro_run_causes TO maestro_engine;
