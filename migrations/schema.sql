-- The schema that the migrations in this folder add up to. Written by a test, never by hand: see README.md.
-- The roles maestro_app and maestro_engine belong to the server and must exist.

CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TYPE maestro_run_control AS ENUM ('none', 'pause', 'cancel', 'fail', 'timeout');

CREATE TYPE maestro_run_status AS ENUM ('pending', 'queued', 'running', 'succeeded', 'completed', 'failed', 'cancelled', 'timed_out');

CREATE TYPE maestro_task_status AS ENUM ('pending', 'ready', 'queued', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled');

CREATE TYPE maestro_step AS (
  owner integer,
  tenant_id uuid,
  run_id uuid,
  n integer,
  was text,
  became text,
  token bigint,
  attempt integer,
  queue text
);

CREATE TABLE maestro_clock (
  only_row boolean DEFAULT true NOT NULL,
  shift interval DEFAULT '00:00:00'::interval NOT NULL,
  CONSTRAINT maestro_clock_pkey PRIMARY KEY (only_row),
  CONSTRAINT maestro_clock_only_row_check CHECK (only_row)
);
GRANT SELECT ON maestro_clock TO maestro_app;
GRANT SELECT ON maestro_clock TO maestro_engine;

CREATE FUNCTION maestro_now()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (statement_timestamp() + (SELECT maestro_clock.shift FROM maestro_clock));

CREATE FUNCTION maestro_tenant()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid;

CREATE TABLE maestro_tenants (
  id uuid NOT NULL,
  name text NOT NULL,
  env text NOT NULL,
  egress_allow text[] DEFAULT '{}'::text[] NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  max_running_tasks integer,
  max_open_runs integer,
  weight integer DEFAULT 1 NOT NULL,
  disabled_at timestamp with time zone,
  spending text DEFAULT 'on'::text NOT NULL,
  unknown_models text DEFAULT 'refuse'::text NOT NULL,
  requests_per_second integer,
  requests_per_key integer,
  max_enabled_orchestras integer,
  CONSTRAINT maestro_tenants_pkey PRIMARY KEY (id),
  CONSTRAINT maestro_tenants_env_check CHECK (env ~ '^[a-z0-9]{1,16}$'::text),
  CONSTRAINT maestro_tenants_max_enabled_orchestras_check CHECK (max_enabled_orchestras > 0),
  CONSTRAINT maestro_tenants_max_open_runs_check CHECK (max_open_runs > 0),
  CONSTRAINT maestro_tenants_max_running_tasks_check CHECK (max_running_tasks > 0),
  CONSTRAINT maestro_tenants_name_check CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text),
  CONSTRAINT maestro_tenants_requests_per_key_check CHECK (requests_per_key > 0),
  CONSTRAINT maestro_tenants_requests_per_second_check CHECK (requests_per_second > 0),
  CONSTRAINT maestro_tenants_spending_check CHECK (spending = ANY (ARRAY['on'::text, 'stop_spending'::text, 'stop_all'::text])),
  CONSTRAINT maestro_tenants_unknown_models_check CHECK (unknown_models = ANY (ARRAY['refuse'::text, 'declared'::text])),
  CONSTRAINT maestro_tenants_weight_check CHECK (weight >= 1 AND weight <= 1000)
);
CREATE INDEX maestro_tenants_limited ON maestro_tenants USING btree (id) WHERE max_running_tasks IS NOT NULL OR max_open_runs IS NOT NULL;
CREATE INDEX maestro_tenants_stopped ON maestro_tenants USING btree (id) WHERE spending <> 'on'::text;
ALTER TABLE maestro_tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_tenants AS PERMISSIVE FOR SELECT TO maestro_engine USING (true);
CREATE POLICY tenant ON maestro_tenants AS PERMISSIVE FOR ALL TO maestro_app USING (id = maestro_tenant()) WITH CHECK (id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE ON maestro_tenants TO maestro_app;
GRANT SELECT ON maestro_tenants TO maestro_engine;

CREATE TABLE maestro_templates (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  latest_version integer NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_templates_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_templates_tenant_id_name_key UNIQUE (tenant_id, name),
  CONSTRAINT maestro_templates_latest_version_check CHECK (latest_version >= 1),
  CONSTRAINT maestro_templates_name_check CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,127}$'::text),
  CONSTRAINT maestro_templates_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
ALTER TABLE maestro_templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_templates FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_templates AS PERMISSIVE FOR SELECT TO maestro_engine USING (true);
CREATE POLICY tenant ON maestro_templates AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE ON maestro_templates TO maestro_app;
GRANT SELECT ON maestro_templates TO maestro_engine;

CREATE TABLE maestro_agents (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  template_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  latest_version integer NOT NULL,
  created_by text NOT NULL,
  deleted_at timestamp with time zone,
  CONSTRAINT maestro_agents_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_agents_template UNIQUE (tenant_id, template_id),
  CONSTRAINT maestro_agents_tenant_id_name_key UNIQUE (tenant_id, name),
  CONSTRAINT maestro_agents_latest_version_check CHECK (latest_version > 0),
  CONSTRAINT maestro_agents_name_check CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,127}$'::text),
  CONSTRAINT name_leaves_room CHECK (length(name) <= 63),
  CONSTRAINT maestro_agents_tenant_id_template_id_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES maestro_templates(tenant_id, id)
);
ALTER TABLE maestro_agents ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_agents FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_agents AS PERMISSIVE FOR SELECT TO maestro_engine USING (true);
CREATE POLICY tenant ON maestro_agents AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE (deleted_at), UPDATE (latest_version), UPDATE (updated_at) ON maestro_agents TO maestro_app;
GRANT SELECT ON maestro_agents TO maestro_engine;

CREATE TABLE maestro_agent_versions (
  tenant_id uuid NOT NULL,
  agent_id uuid NOT NULL,
  version integer NOT NULL,
  configuration jsonb NOT NULL,
  template_version integer NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_agent_versions_pkey PRIMARY KEY (tenant_id, agent_id, version),
  CONSTRAINT maestro_agent_versions_configuration_check CHECK (jsonb_typeof(configuration) = 'object'::text),
  CONSTRAINT maestro_agent_versions_version_check CHECK (version > 0),
  CONSTRAINT maestro_agent_versions_tenant_id_agent_id_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES maestro_agents(tenant_id, id)
);
ALTER TABLE maestro_agent_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_agent_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_agent_versions AS PERMISSIVE FOR SELECT TO maestro_engine USING (true);
CREATE POLICY tenant ON maestro_agent_versions AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_agent_versions TO maestro_app;
GRANT SELECT ON maestro_agent_versions TO maestro_engine;

CREATE TABLE maestro_orchestras (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  tag text,
  description text DEFAULT ''::text NOT NULL,
  template_id uuid NOT NULL,
  inputs jsonb DEFAULT '{}'::jsonb NOT NULL,
  labels jsonb DEFAULT '{}'::jsonb NOT NULL,
  secret_bindings jsonb DEFAULT '{}'::jsonb NOT NULL,
  cron text,
  time_zone text DEFAULT 'UTC'::text NOT NULL,
  schedule jsonb DEFAULT '{}'::jsonb NOT NULL,
  enabled boolean DEFAULT false NOT NULL,
  next_fire_at timestamp with time zone,
  last_slot timestamp with time zone,
  version integer DEFAULT 1 NOT NULL,
  created_by text NOT NULL,
  changed_by text NOT NULL,
  changed_subject text,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  deleted_at timestamp with time zone,
  CONSTRAINT maestro_orchestras_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT deleted_is_off CHECK (deleted_at IS NULL OR NOT enabled),
  CONSTRAINT maestro_orchestras_cron_check CHECK (length(cron) >= 9 AND length(cron) <= 256),
  CONSTRAINT maestro_orchestras_description_check CHECK (length(description) <= 2000),
  CONSTRAINT maestro_orchestras_inputs_check CHECK (jsonb_typeof(inputs) = 'object'::text),
  CONSTRAINT maestro_orchestras_labels_check CHECK (jsonb_typeof(labels) = 'object'::text),
  CONSTRAINT maestro_orchestras_name_check CHECK (length(name) >= 1 AND length(name) <= 200),
  CONSTRAINT maestro_orchestras_schedule_check CHECK (jsonb_typeof(schedule) = 'object'::text),
  CONSTRAINT maestro_orchestras_secret_bindings_check CHECK (jsonb_typeof(secret_bindings) = 'object'::text),
  CONSTRAINT maestro_orchestras_tag_check CHECK (tag = ANY (ARRAY['Outreach'::text, 'Inbox'::text, 'Research'::text, 'Monitor'::text, 'Marketing'::text, 'Content'::text, 'CRM'::text])),
  CONSTRAINT maestro_orchestras_time_zone_check CHECK (length(time_zone) >= 1 AND length(time_zone) <= 64),
  CONSTRAINT maestro_orchestras_version_check CHECK (version > 0),
  CONSTRAINT maestro_orchestras_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id),
  CONSTRAINT maestro_orchestras_tenant_id_template_id_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES maestro_templates(tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX maestro_orchestras_due ON maestro_orchestras USING btree (next_fire_at) WHERE enabled AND next_fire_at IS NOT NULL;
CREATE INDEX maestro_orchestras_enabled ON maestro_orchestras USING btree (tenant_id, id) WHERE enabled;
CREATE INDEX maestro_orchestras_live ON maestro_orchestras USING btree (tenant_id, id) WHERE deleted_at IS NULL;
CREATE INDEX maestro_orchestras_template ON maestro_orchestras USING btree (tenant_id, template_id, id) WHERE deleted_at IS NULL;
ALTER TABLE maestro_orchestras ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_orchestras FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_orchestras AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_orchestras AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE (changed_by), UPDATE (changed_subject), UPDATE (cron), UPDATE (deleted_at), UPDATE (description), UPDATE (enabled), UPDATE (inputs), UPDATE (labels), UPDATE (last_slot), UPDATE (name), UPDATE (next_fire_at), UPDATE (schedule), UPDATE (secret_bindings), UPDATE (tag), UPDATE (time_zone), UPDATE (updated_at), UPDATE (version) ON maestro_orchestras TO maestro_app;
GRANT SELECT, UPDATE (last_slot), UPDATE (next_fire_at) ON maestro_orchestras TO maestro_engine;

CREATE TABLE maestro_template_versions (
  tenant_id uuid NOT NULL,
  template_id uuid NOT NULL,
  version integer NOT NULL,
  content_hash text NOT NULL,
  format text NOT NULL,
  source text NOT NULL,
  plan jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_template_versions_pkey PRIMARY KEY (tenant_id, template_id, version),
  CONSTRAINT maestro_template_versions_tenant_id_template_id_content_has_key UNIQUE (tenant_id, template_id, content_hash),
  CONSTRAINT maestro_template_versions_content_hash_check CHECK (content_hash ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT maestro_template_versions_format_check CHECK (format = ANY (ARRAY['json'::text, 'yaml'::text])),
  CONSTRAINT maestro_template_versions_version_check CHECK (version >= 1),
  CONSTRAINT maestro_template_versions_tenant_id_template_id_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES maestro_templates(tenant_id, id)
);
ALTER TABLE maestro_template_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_template_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_template_versions AS PERMISSIVE FOR SELECT TO maestro_engine USING (true);
CREATE POLICY tenant ON maestro_template_versions AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_template_versions TO maestro_app;
GRANT SELECT ON maestro_template_versions TO maestro_engine;

CREATE TABLE maestro_runs (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  template_id uuid NOT NULL,
  template_version integer NOT NULL,
  status maestro_run_status NOT NULL,
  control maestro_run_control DEFAULT 'none'::maestro_run_control NOT NULL,
  open_sinks integer NOT NULL,
  tolerated integer DEFAULT 0 NOT NULL,
  failed_task integer,
  finalizer boolean NOT NULL,
  inputs jsonb NOT NULL,
  outputs jsonb,
  summary text,
  error jsonb,
  traceparent text,
  created_by text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  check_at timestamp with time zone NOT NULL,
  parent_run uuid,
  parent_n integer,
  parent_attempt integer,
  depth smallint DEFAULT 0 NOT NULL,
  rerun_of uuid,
  effect_run uuid,
  priority smallint DEFAULT 0 NOT NULL,
  deadline_at timestamp with time zone,
  grace_ms integer DEFAULT 0 NOT NULL,
  stop_at timestamp with time zone,
  unwinder boolean DEFAULT false NOT NULL,
  next_n integer,
  concurrency_key text,
  ended maestro_run_status GENERATED ALWAYS AS (
CASE
    WHEN status = ANY (ARRAY['succeeded'::maestro_run_status, 'completed'::maestro_run_status, 'failed'::maestro_run_status, 'cancelled'::maestro_run_status, 'timed_out'::maestro_run_status]) THEN status
    ELSE NULL::maestro_run_status
END) STORED,
  created_subject text,
  orchestra_id uuid,
  CONSTRAINT maestro_runs_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT child_has_parent CHECK ((parent_run IS NULL) = (parent_n IS NULL)),
  CONSTRAINT finished_is_terminal CHECK ((finished_at IS NOT NULL) = (status = ANY (ARRAY['succeeded'::maestro_run_status, 'completed'::maestro_run_status, 'failed'::maestro_run_status, 'cancelled'::maestro_run_status, 'timed_out'::maestro_run_status]))),
  CONSTRAINT maestro_runs_concurrency_key_check CHECK (length(concurrency_key) <= 255),
  CONSTRAINT maestro_runs_depth_check CHECK (depth >= 0 AND depth <= 16),
  CONSTRAINT maestro_runs_grace_ms_check CHECK (grace_ms >= 0),
  CONSTRAINT maestro_runs_open_sinks_check CHECK (open_sinks >= 0),
  CONSTRAINT maestro_runs_priority_check CHECK (priority >= 0 AND priority <= 9),
  CONSTRAINT running_has_started CHECK (status <> 'running'::maestro_run_status OR started_at IS NOT NULL),
  CONSTRAINT maestro_runs_tenant_id_orchestra_id_fkey FOREIGN KEY (tenant_id, orchestra_id) REFERENCES maestro_orchestras(tenant_id, id),
  CONSTRAINT maestro_runs_tenant_id_template_id_template_version_fkey FOREIGN KEY (tenant_id, template_id, template_version) REFERENCES maestro_template_versions(tenant_id, template_id, version)
) WITH (fillfactor = 50, toast_tuple_target = 256);
CREATE INDEX maestro_runs_cancelled ON maestro_runs USING btree (tenant_id, id) WHERE ended = 'cancelled'::maestro_run_status;
CREATE INDEX maestro_runs_check ON maestro_runs USING btree (check_at) WHERE finished_at IS NULL;
CREATE UNIQUE INDEX maestro_runs_child ON maestro_runs USING btree (tenant_id, parent_run, parent_n, parent_attempt) WHERE parent_run IS NOT NULL;
CREATE INDEX maestro_runs_completed ON maestro_runs USING btree (tenant_id, id) WHERE ended = 'completed'::maestro_run_status;
CREATE INDEX maestro_runs_failed ON maestro_runs USING btree (tenant_id, id) WHERE ended = 'failed'::maestro_run_status;
CREATE INDEX maestro_runs_open ON maestro_runs USING btree (tenant_id, id) WHERE finished_at IS NULL;
CREATE INDEX maestro_runs_orchestra ON maestro_runs USING btree (tenant_id, orchestra_id, id) WHERE orchestra_id IS NOT NULL AND parent_run IS NULL;
CREATE INDEX maestro_runs_orchestra_open ON maestro_runs USING btree (tenant_id, orchestra_id, id) WHERE orchestra_id IS NOT NULL AND parent_run IS NULL AND finished_at IS NULL;
CREATE INDEX maestro_runs_rerun ON maestro_runs USING btree (tenant_id, rerun_of) WHERE rerun_of IS NOT NULL;
CREATE INDEX maestro_runs_succeeded ON maestro_runs USING btree (tenant_id, id) WHERE ended = 'succeeded'::maestro_run_status;
CREATE INDEX maestro_runs_template ON maestro_runs USING btree (tenant_id, template_id, id);
CREATE INDEX maestro_runs_timed_out ON maestro_runs USING btree (tenant_id, id) WHERE ended = 'timed_out'::maestro_run_status;
ALTER TABLE maestro_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_runs FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_runs AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_runs AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_runs TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_runs TO maestro_engine;

CREATE TABLE maestro_anomalies (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  measure text NOT NULL,
  template_id uuid NOT NULL,
  value double precision NOT NULL,
  median double precision NOT NULL,
  samples integer NOT NULL,
  score double precision NOT NULL,
  detected_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_anomalies_pkey PRIMARY KEY (tenant_id, run_id, measure),
  CONSTRAINT maestro_anomalies_measure_check CHECK (measure = ANY (ARRAY['duration'::text, 'cost'::text])),
  CONSTRAINT maestro_anomalies_median_check CHECK (median >= 0::double precision),
  CONSTRAINT maestro_anomalies_samples_check CHECK (samples > 0),
  CONSTRAINT maestro_anomalies_score_check CHECK (score > 0::double precision),
  CONSTRAINT maestro_anomalies_value_check CHECK (value >= 0::double precision),
  CONSTRAINT maestro_anomalies_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_anomalies_template ON maestro_anomalies USING btree (tenant_id, template_id, run_id, measure);
ALTER TABLE maestro_anomalies ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_anomalies FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_anomalies AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_anomalies AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_anomalies TO maestro_app;
GRANT INSERT, SELECT ON maestro_anomalies TO maestro_engine;

CREATE TABLE maestro_api_keys (
  tenant_id uuid NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  secret_hash bytea NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  scopes text[],
  owner text,
  created_by text DEFAULT 'system'::text NOT NULL,
  last_used_at timestamp with time zone,
  rotated_at timestamp with time zone,
  previous_hash bytea,
  previous_until timestamp with time zone,
  trust_rule uuid,
  CONSTRAINT maestro_api_keys_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_api_keys_created_by_check CHECK (length(created_by) <= 256),
  CONSTRAINT maestro_api_keys_id_check CHECK (id ~ '^[a-z0-9]{16}$'::text),
  CONSTRAINT maestro_api_keys_owner_check CHECK (length(owner) <= 256),
  CONSTRAINT maestro_api_keys_previous CHECK ((previous_hash IS NULL) = (previous_until IS NULL)),
  CONSTRAINT maestro_api_keys_previous_hash_check CHECK (length(previous_hash) = 32),
  CONSTRAINT maestro_api_keys_role_check CHECK (role = ANY (ARRAY['owner'::text, 'admin'::text, 'operator'::text, 'author'::text, 'viewer'::text, 'agent'::text])),
  CONSTRAINT maestro_api_keys_secret_hash_check CHECK (length(secret_hash) = 32),
  CONSTRAINT maestro_api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_api_keys_id ON maestro_api_keys USING btree (id);
CREATE UNIQUE INDEX maestro_api_keys_name ON maestro_api_keys USING btree (tenant_id, name) WHERE revoked_at IS NULL AND trust_rule IS NULL;
CREATE INDEX maestro_api_keys_trust_rule ON maestro_api_keys USING btree (tenant_id, trust_rule, expires_at) WHERE trust_rule IS NOT NULL;
ALTER TABLE maestro_api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY presented_key ON maestro_api_keys AS PERMISSIVE FOR SELECT TO maestro_app USING (id = NULLIF(current_setting('app.key_id'::text, true), ''::text));
CREATE POLICY tenant ON maestro_api_keys AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_api_keys TO maestro_app;

CREATE TABLE maestro_approvals (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  message text NOT NULL,
  approvers text[] NOT NULL,
  quorum integer NOT NULL,
  digest text NOT NULL,
  shown jsonb NOT NULL,
  requested_by text NOT NULL,
  status text DEFAULT 'pending'::text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  expires_at timestamp with time zone,
  decided_at timestamp with time zone,
  requested_subject text NOT NULL,
  self_approval boolean DEFAULT false NOT NULL,
  CONSTRAINT maestro_approvals_pkey PRIMARY KEY (tenant_id, run_id, n),
  CONSTRAINT maestro_approvals_quorum_check CHECK (quorum > 0),
  CONSTRAINT maestro_approvals_status_check CHECK (status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'expired'::text, 'cancelled'::text])),
  CONSTRAINT maestro_approvals_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_approvals_pending ON maestro_approvals USING btree (tenant_id, run_id, n) WHERE status = 'pending'::text;
ALTER TABLE maestro_approvals ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_approvals FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_approvals AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_approvals AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_approvals TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_approvals TO maestro_engine;

CREATE TABLE maestro_tasks (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  node integer NOT NULL,
  join_any boolean NOT NULL,
  undecided integer NOT NULL,
  fired integer DEFAULT 0 NOT NULL,
  urgent integer DEFAULT 0 NOT NULL,
  attempt integer DEFAULT 0 NOT NULL,
  deaths integer DEFAULT 0 NOT NULL,
  queue text NOT NULL,
  token bigint,
  session_id uuid,
  ready_at timestamp with time zone,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  output jsonb,
  output_ref jsonb,
  error jsonb,
  parent_n integer,
  idx integer,
  scope_n integer,
  failing boolean,
  alone_deaths smallint DEFAULT 0 NOT NULL,
  compensates integer,
  reused_from uuid,
  status maestro_task_status NOT NULL,
  CONSTRAINT maestro_tasks_pkey PRIMARY KEY (tenant_id, run_id, n),
  CONSTRAINT status_is_consistent CHECK (undecided >= 0 AND (finished_at IS NOT NULL) = (status = ANY (ARRAY['succeeded'::maestro_task_status, 'failed'::maestro_task_status, 'skipped'::maestro_task_status, 'cancelled'::maestro_task_status])) AND (status <> 'running'::maestro_task_status OR token IS NOT NULL AND session_id IS NOT NULL AND started_at IS NOT NULL)),
  CONSTRAINT maestro_tasks_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 40, toast_tuple_target = 256);
ALTER TABLE maestro_tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_tasks FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_tasks AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_tasks AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_tasks TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_tasks TO maestro_engine;

CREATE TABLE maestro_attempts (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  attempt integer NOT NULL,
  token bigint NOT NULL,
  outcome text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone NOT NULL,
  error jsonb,
  CONSTRAINT maestro_attempts_pkey PRIMARY KEY (tenant_id, run_id, n, attempt),
  CONSTRAINT maestro_attempts_outcome_check CHECK (outcome = ANY (ARRAY['failed'::text, 'lost'::text])),
  CONSTRAINT maestro_attempts_tenant_id_run_id_n_fkey FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks(tenant_id, run_id, n) ON DELETE CASCADE
);
ALTER TABLE maestro_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_attempts AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_attempts AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_attempts TO maestro_app;
GRANT INSERT, SELECT ON maestro_attempts TO maestro_engine;

CREATE TABLE maestro_attestation_keys (
  tenant_id uuid NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  public_key text NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_attestation_keys_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_attestation_keys_tenant_id_name_key UNIQUE (tenant_id, name),
  CONSTRAINT maestro_attestation_keys_id_check CHECK (id ~ '^[0-9a-f]{16}$'::text),
  CONSTRAINT maestro_attestation_keys_name_check CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'::text),
  CONSTRAINT maestro_attestation_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
ALTER TABLE maestro_attestation_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_attestation_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_attestation_keys AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_attestation_keys AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT ON maestro_attestation_keys TO maestro_app;
GRANT SELECT ON maestro_attestation_keys TO maestro_engine;

CREATE TABLE maestro_attestations (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  run_id uuid,
  predicate_type text NOT NULL,
  subjects text[] NOT NULL,
  key_id text NOT NULL,
  envelope text NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_attestations_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_attestations_predicate_type_check CHECK (length(predicate_type) <= 512),
  CONSTRAINT maestro_attestations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id),
  CONSTRAINT maestro_attestations_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX maestro_attestations_run ON maestro_attestations USING btree (tenant_id, run_id) WHERE run_id IS NOT NULL;
CREATE INDEX maestro_attestations_subjects ON maestro_attestations USING gin (subjects);
ALTER TABLE maestro_attestations ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_attestations FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_attestations AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_attestations AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_attestations TO maestro_app;
GRANT INSERT, SELECT ON maestro_attestations TO maestro_engine;

CREATE TABLE maestro_audit_cursor (
  one boolean DEFAULT true NOT NULL,
  sealed xid8 DEFAULT '0'::xid8 NOT NULL,
  attested xid8 DEFAULT '0'::xid8 NOT NULL,
  term bigint DEFAULT 0 NOT NULL,
  CONSTRAINT maestro_audit_cursor_pkey PRIMARY KEY (one),
  CONSTRAINT maestro_audit_cursor_one_check CHECK (one)
) WITH (fillfactor = 50);
GRANT SELECT, UPDATE ON maestro_audit_cursor TO maestro_engine;

CREATE TABLE maestro_audit_entries (
  tenant_id uuid NOT NULL,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY (START 1 INCREMENT 1 CACHE 64) NOT NULL,
  at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text,
  detail jsonb DEFAULT '{}'::jsonb NOT NULL,
  CONSTRAINT maestro_audit_entries_pkey PRIMARY KEY (tenant_id, xid, id),
  CONSTRAINT maestro_audit_entries_action_check CHECK (action ~ '^[a-z][a-z_]*(\.[a-z_]+)+$'::text),
  CONSTRAINT maestro_audit_entries_actor_check CHECK (length(actor) <= 256),
  CONSTRAINT maestro_audit_entries_subject_check CHECK (length(subject) <= 512),
  CONSTRAINT maestro_audit_entries_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_audit_entries_subject ON maestro_audit_entries USING btree (tenant_id, subject) WHERE subject IS NOT NULL;
CREATE INDEX maestro_audit_entries_xid ON maestro_audit_entries USING btree (xid);
ALTER TABLE maestro_audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_audit_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_audit_entries AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_audit_entries AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_audit_entries TO maestro_app;
GRANT INSERT, SELECT ON maestro_audit_entries TO maestro_engine;

CREATE TABLE maestro_audit_heads (
  tenant_id uuid NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  signed_seq bigint DEFAULT 0 NOT NULL,
  sign_at timestamp with time zone,
  CONSTRAINT maestro_audit_heads_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT maestro_audit_heads_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_audit_heads_sign ON maestro_audit_heads USING btree (sign_at) WHERE sign_at IS NOT NULL;
ALTER TABLE maestro_audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_audit_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_audit_heads AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_audit_heads AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_audit_heads TO maestro_app;
GRANT INSERT, SELECT, UPDATE ON maestro_audit_heads TO maestro_engine;

CREATE TABLE maestro_audit_records (
  tenant_id uuid NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  after xid8 NOT NULL,
  upto xid8 NOT NULL,
  content text NOT NULL,
  CONSTRAINT maestro_audit_records_pkey PRIMARY KEY (tenant_id, seq),
  CONSTRAINT maestro_audit_records_hash_check CHECK (length(hash) = 32),
  CONSTRAINT maestro_audit_records_seq_check CHECK (seq >= 1),
  CONSTRAINT maestro_audit_records_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_audit_records_upto ON maestro_audit_records USING btree (tenant_id, upto);
ALTER TABLE maestro_audit_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_audit_records FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_audit_records AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_audit_records AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_audit_records TO maestro_app;
GRANT INSERT, SELECT ON maestro_audit_records TO maestro_engine;

CREATE TABLE maestro_audit_roots (
  tenant_id uuid NOT NULL,
  seq bigint NOT NULL,
  content text NOT NULL,
  key_id text NOT NULL,
  public_key text NOT NULL,
  signature bytea NOT NULL,
  anchored_at timestamp with time zone,
  CONSTRAINT maestro_audit_roots_pkey PRIMARY KEY (tenant_id, seq),
  CONSTRAINT maestro_audit_roots_key_id_check CHECK (key_id ~ '^[0-9a-f]{16}$'::text),
  CONSTRAINT maestro_audit_roots_signature_check CHECK (length(signature) = 64),
  CONSTRAINT maestro_audit_roots_tenant_id_seq_fkey FOREIGN KEY (tenant_id, seq) REFERENCES maestro_audit_records(tenant_id, seq)
);
CREATE INDEX maestro_audit_roots_open ON maestro_audit_roots USING btree (tenant_id, seq) WHERE anchored_at IS NULL;
ALTER TABLE maestro_audit_roots ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_audit_roots FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_audit_roots AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_audit_roots AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_audit_roots TO maestro_app;
GRANT INSERT, SELECT, UPDATE (anchored_at) ON maestro_audit_roots TO maestro_engine;

CREATE TABLE maestro_backfills (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  orchestra_id uuid NOT NULL,
  from_slot timestamp with time zone NOT NULL,
  to_slot timestamp with time zone NOT NULL,
  concurrency smallint NOT NULL,
  created_by text NOT NULL,
  created_subject text,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_backfills_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_backfills_check CHECK (from_slot < to_slot),
  CONSTRAINT maestro_backfills_concurrency_check CHECK (concurrency >= 1 AND concurrency <= 100),
  CONSTRAINT maestro_backfills_tenant_id_orchestra_id_fkey FOREIGN KEY (tenant_id, orchestra_id) REFERENCES maestro_orchestras(tenant_id, id)
);
CREATE INDEX maestro_backfills_created ON maestro_backfills USING btree (created_at);
ALTER TABLE maestro_backfills ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_backfills FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_backfills AS PERMISSIVE FOR ALL TO maestro_engine USING (true);
CREATE POLICY tenant ON maestro_backfills AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_backfills TO maestro_app;
GRANT DELETE, SELECT ON maestro_backfills TO maestro_engine;

CREATE TABLE maestro_backlog (
  queue text NOT NULL,
  tenant_id uuid NOT NULL,
  rank smallint NOT NULL,
  ready_at timestamp with time zone NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  CONSTRAINT maestro_backlog_pkey PRIMARY KEY (tenant_id, run_id, n),
  CONSTRAINT maestro_backlog_tenant_id_run_id_n_fkey FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks(tenant_id, run_id, n) ON DELETE CASCADE
);
CREATE INDEX maestro_backlog_order ON maestro_backlog USING btree (queue, tenant_id, rank, ready_at);
ALTER TABLE maestro_backlog ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_backlog FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_backlog AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_backlog AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_backlog TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_backlog TO maestro_engine;

CREATE TABLE maestro_budgets (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  scope text NOT NULL,
  subject uuid NOT NULL,
  period text NOT NULL,
  timezone text DEFAULT 'UTC'::text NOT NULL,
  cap bigint NOT NULL,
  spent bigint DEFAULT 0 NOT NULL,
  reserved bigint DEFAULT 0 NOT NULL,
  period_start timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
  period_end timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
  note text,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  on_exhausted text DEFAULT 'wait'::text NOT NULL,
  CONSTRAINT maestro_budgets_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_budgets_cap_check CHECK (cap >= 0 AND cap <= '1000000000000000'::bigint),
  CONSTRAINT maestro_budgets_note_check CHECK (length(note) <= 256),
  CONSTRAINT maestro_budgets_on_exhausted_check CHECK (on_exhausted = ANY (ARRAY['wait'::text, 'fail'::text])),
  CONSTRAINT maestro_budgets_period_check CHECK (period = ANY (ARRAY['total'::text, 'day'::text, 'week'::text, 'month'::text])),
  CONSTRAINT maestro_budgets_reserved_check CHECK (reserved >= 0),
  CONSTRAINT maestro_budgets_scope_check CHECK (scope = ANY (ARRAY['run'::text, 'orchestra'::text, 'template'::text, 'tenant'::text])),
  CONSTRAINT maestro_budgets_spent_check CHECK (spent >= 0),
  CONSTRAINT never_overshot CHECK ((spent + reserved) <= cap),
  CONSTRAINT maestro_budgets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX maestro_budgets_scope ON maestro_budgets USING btree (tenant_id, subject, period);
ALTER TABLE maestro_budgets ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_budgets FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_budgets AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_budgets AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT (cap), INSERT (created_by), INSERT (id), INSERT (note), INSERT (period), INSERT (period_end), INSERT (period_start), INSERT (scope), INSERT (subject), INSERT (tenant_id), INSERT (timezone), SELECT, UPDATE (cap), UPDATE (note) ON maestro_budgets TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_budgets TO maestro_engine;

CREATE TABLE maestro_budget_alerts (
  tenant_id uuid NOT NULL,
  budget_id uuid NOT NULL,
  period_start timestamp with time zone NOT NULL,
  cap bigint NOT NULL,
  percent integer NOT NULL,
  at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_budget_alerts_pkey PRIMARY KEY (tenant_id, budget_id, period_start, cap, percent),
  CONSTRAINT maestro_budget_alerts_percent_check CHECK (percent >= 1 AND percent <= 100),
  CONSTRAINT maestro_budget_alerts_tenant_id_budget_id_fkey FOREIGN KEY (tenant_id, budget_id) REFERENCES maestro_budgets(tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE maestro_budget_alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_budget_alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_budget_alerts AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_budget_alerts AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_budget_alerts TO maestro_app;
GRANT INSERT, SELECT ON maestro_budget_alerts TO maestro_engine;

CREATE TABLE maestro_cache (
  tenant_id uuid NOT NULL,
  key text NOT NULL,
  output jsonb,
  output_ref jsonb,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT maestro_cache_pkey PRIMARY KEY (tenant_id, key),
  CONSTRAINT maestro_cache_key_check CHECK (length(key) = 64)
);
CREATE INDEX maestro_cache_expires ON maestro_cache USING btree (expires_at);
ALTER TABLE maestro_cache ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_cache FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_cache AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_cache AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_cache TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_cache TO maestro_engine;

CREATE TABLE maestro_collections (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  language text NOT NULL,
  chunk_size integer NOT NULL,
  chunk_overlap integer NOT NULL,
  embedding jsonb,
  documents bigint DEFAULT 0 NOT NULL,
  chunks bigint DEFAULT 0 NOT NULL,
  words bigint DEFAULT 0 NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  dimensions integer,
  CONSTRAINT maestro_collections_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_collections_tenant_id_name_key UNIQUE (tenant_id, name),
  CONSTRAINT maestro_collections_check CHECK (chunk_overlap >= 0 AND chunk_overlap <= (chunk_size / 2)),
  CONSTRAINT maestro_collections_chunk_size_check CHECK (chunk_size >= 200 AND chunk_size <= 8000),
  CONSTRAINT maestro_collections_chunks_check CHECK (chunks >= 0),
  CONSTRAINT maestro_collections_description_check CHECK (length(description) <= 2000),
  CONSTRAINT maestro_collections_dimensions_check CHECK (dimensions >= 1 AND dimensions <= 8192),
  CONSTRAINT maestro_collections_documents_check CHECK (documents >= 0),
  CONSTRAINT maestro_collections_embedding_check CHECK (jsonb_typeof(embedding) = 'object'::text),
  CONSTRAINT maestro_collections_language_check CHECK (language ~ '^[a-z_]{1,63}$'::text),
  CONSTRAINT maestro_collections_name_check CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,127}$'::text),
  CONSTRAINT maestro_collections_words_check CHECK (words >= 0),
  CONSTRAINT maestro_collections_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
) WITH (fillfactor = 50);
ALTER TABLE maestro_collections ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_collections FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_collections AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE (chunk_overlap), UPDATE (chunk_size), UPDATE (chunks), UPDATE (description), UPDATE (dimensions), UPDATE (documents), UPDATE (embedding), UPDATE (language), UPDATE (name), UPDATE (updated_at), UPDATE (words) ON maestro_collections TO maestro_app;

CREATE TABLE maestro_documents (
  tenant_id uuid NOT NULL,
  collection_id uuid NOT NULL,
  id text COLLATE "C" NOT NULL,
  no bigint GENERATED ALWAYS AS IDENTITY (START 1 INCREMENT 1 CACHE 1) NOT NULL,
  title text DEFAULT ''::text NOT NULL,
  uri text,
  metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
  media_type text NOT NULL,
  body text NOT NULL,
  digest bytea NOT NULL,
  settings bytea NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  language text NOT NULL,
  chunks integer NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_documents_pkey PRIMARY KEY (tenant_id, collection_id, id),
  CONSTRAINT maestro_documents_tenant_id_no_key UNIQUE (tenant_id, no),
  CONSTRAINT maestro_documents_chunks_check CHECK (chunks >= 0),
  CONSTRAINT maestro_documents_digest_check CHECK (length(digest) = 32),
  CONSTRAINT maestro_documents_id_check CHECK (length(id) >= 1 AND length(id) <= 256),
  CONSTRAINT maestro_documents_media_type_check CHECK (length(media_type) <= 64),
  CONSTRAINT maestro_documents_metadata_check CHECK (jsonb_typeof(metadata) = 'object'::text),
  CONSTRAINT maestro_documents_settings_check CHECK (length(settings) = 32),
  CONSTRAINT maestro_documents_title_check CHECK (length(title) <= 512),
  CONSTRAINT maestro_documents_uri_check CHECK (length(uri) <= 2048),
  CONSTRAINT maestro_documents_version_check CHECK (version > 0),
  CONSTRAINT maestro_documents_tenant_id_collection_id_fkey FOREIGN KEY (tenant_id, collection_id) REFERENCES maestro_collections(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_documents_settings ON maestro_documents USING btree (tenant_id, collection_id, settings);
ALTER TABLE maestro_documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_documents FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_documents AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT ON maestro_documents TO maestro_app;

CREATE TABLE maestro_chunks (
  tenant_id uuid NOT NULL,
  no bigint GENERATED ALWAYS AS IDENTITY (START 1 INCREMENT 1 CACHE 1) NOT NULL,
  collection_id uuid NOT NULL,
  document bigint NOT NULL,
  from_offset integer NOT NULL,
  to_offset integer NOT NULL,
  body text NOT NULL,
  embedding real[],
  embedded_by bytea,
  xid bigint DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
  CONSTRAINT maestro_chunks_pkey PRIMARY KEY (tenant_id, no),
  CONSTRAINT maestro_chunks_check CHECK (to_offset > from_offset),
  CONSTRAINT maestro_chunks_embedded_by_check CHECK (length(embedded_by) = 32),
  CONSTRAINT maestro_chunks_from_offset_check CHECK (from_offset >= 0),
  CONSTRAINT maestro_chunks_tenant_id_document_fkey FOREIGN KEY (tenant_id, document) REFERENCES maestro_documents(tenant_id, no) ON DELETE CASCADE
);
CREATE INDEX maestro_chunks_document ON maestro_chunks USING btree (tenant_id, document);
CREATE INDEX maestro_chunks_vectors ON maestro_chunks USING btree (tenant_id, collection_id, xid) WHERE embedding IS NOT NULL;
ALTER TABLE maestro_chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_chunks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_chunks AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_chunks TO maestro_app;

CREATE FUNCTION maestro_search_v1()
 RETURNS tsquery
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.search'::text, true), ''::text))::tsquery;

CREATE TABLE maestro_chunk_terms (
  tenant_id uuid NOT NULL,
  chunk bigint NOT NULL,
  collection_id uuid NOT NULL,
  document bigint NOT NULL,
  words integer NOT NULL,
  terms tsvector NOT NULL,
  CONSTRAINT maestro_chunk_terms_pkey PRIMARY KEY (tenant_id, chunk),
  CONSTRAINT maestro_chunk_terms_words_check CHECK (words >= 0),
  CONSTRAINT maestro_chunk_terms_tenant_id_chunk_fkey FOREIGN KEY (tenant_id, chunk) REFERENCES maestro_chunks(tenant_id, no) ON DELETE CASCADE
);
CREATE INDEX maestro_chunk_terms_document ON maestro_chunk_terms USING btree (tenant_id, document);
CREATE INDEX maestro_chunk_terms_words ON maestro_chunk_terms USING gin (tenant_id, collection_id, terms) WITH (fastupdate=off);
ALTER TABLE maestro_chunk_terms ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_chunk_terms FORCE ROW LEVEL SECURITY;
CREATE POLICY search ON maestro_chunk_terms AS RESTRICTIVE FOR SELECT TO maestro_app USING (terms @@ maestro_search_v1());
CREATE POLICY tenant ON maestro_chunk_terms AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_chunk_terms TO maestro_app;

CREATE FUNCTION maestro_search_word_v1()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('app.search_word'::text, true), ''::text);

CREATE TABLE maestro_collection_spellings (
  tenant_id uuid NOT NULL,
  collection_id uuid NOT NULL,
  word text COLLATE "C" NOT NULL,
  CONSTRAINT maestro_collection_spellings_pkey PRIMARY KEY (tenant_id, collection_id, word),
  CONSTRAINT maestro_collection_spellings_word_check CHECK (length(word) >= 4 AND length(word) <= 40),
  CONSTRAINT maestro_collection_spellings_tenant_id_collection_id_fkey FOREIGN KEY (tenant_id, collection_id) REFERENCES maestro_collections(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_collection_spellings_similar ON maestro_collection_spellings USING gin (tenant_id, collection_id, word gin_trgm_ops) WITH (fastupdate=off);
ALTER TABLE maestro_collection_spellings ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_collection_spellings FORCE ROW LEVEL SECURITY;
CREATE POLICY search ON maestro_collection_spellings AS RESTRICTIVE FOR SELECT TO maestro_app USING (word % maestro_search_word_v1());
CREATE POLICY tenant ON maestro_collection_spellings AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT ON maestro_collection_spellings TO maestro_app;

CREATE TABLE maestro_collection_words (
  tenant_id uuid NOT NULL,
  collection_id uuid NOT NULL,
  word text COLLATE "C" NOT NULL,
  chunks bigint NOT NULL,
  CONSTRAINT maestro_collection_words_pkey PRIMARY KEY (tenant_id, collection_id, word),
  CONSTRAINT maestro_collection_words_tenant_id_collection_id_fkey FOREIGN KEY (tenant_id, collection_id) REFERENCES maestro_collections(tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);
ALTER TABLE maestro_collection_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_collection_words FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_collection_words AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE (chunks) ON maestro_collection_words TO maestro_app;

CREATE TABLE maestro_cost_entries (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  token bigint NOT NULL,
  entry text NOT NULL,
  at timestamp with time zone NOT NULL,
  attempt integer NOT NULL,
  template_id uuid,
  node text NOT NULL,
  handler text NOT NULL,
  model text,
  price_version integer,
  input_nanos bigint,
  output_nanos bigint,
  call_nanos bigint,
  usage jsonb,
  amount bigint NOT NULL,
  flags text[] DEFAULT '{}'::text[] NOT NULL,
  accounts uuid[] NOT NULL,
  periods timestamp with time zone[] NOT NULL,
  CONSTRAINT maestro_cost_entries_pkey PRIMARY KEY (tenant_id, run_id, n, token, entry),
  CONSTRAINT maestro_cost_entries_check CHECK (entry = 'settled'::text AND amount >= 0 OR entry = 'adjusted'::text AND amount <= 0),
  CONSTRAINT maestro_cost_entries_entry_check CHECK (entry = ANY (ARRAY['settled'::text, 'adjusted'::text])),
  CONSTRAINT maestro_cost_entries_flags_check CHECK (flags <@ '{assumed,adjusted,impossible}'::text[]),
  CONSTRAINT maestro_cost_entries_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_cost_entries_at ON maestro_cost_entries USING btree (tenant_id, at);
ALTER TABLE maestro_cost_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_cost_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_cost_entries AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_cost_entries AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_cost_entries TO maestro_app;
GRANT INSERT, SELECT ON maestro_cost_entries TO maestro_engine;

CREATE TABLE maestro_data_keys (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  master_key_id text NOT NULL,
  wrapped bytea NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  retired_at timestamp with time zone,
  CONSTRAINT maestro_data_keys_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_data_keys_wrapped_check CHECK (length(wrapped) >= 32 AND length(wrapped) <= 1024),
  CONSTRAINT maestro_data_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE UNIQUE INDEX maestro_data_keys_active ON maestro_data_keys USING btree (tenant_id) WHERE retired_at IS NULL;
ALTER TABLE maestro_data_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_data_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_data_keys AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_data_keys TO maestro_app;

CREATE TABLE maestro_datasets (
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_datasets_pkey PRIMARY KEY (tenant_id, name),
  CONSTRAINT maestro_datasets_name_check CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,127}$'::text),
  CONSTRAINT maestro_datasets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
ALTER TABLE maestro_datasets ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_datasets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_datasets AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE ON maestro_datasets TO maestro_app;

CREATE TABLE maestro_default_prices (
  model text NOT NULL,
  version integer NOT NULL,
  input_nanos bigint NOT NULL,
  output_nanos bigint NOT NULL,
  call_nanos bigint NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_default_prices_pkey PRIMARY KEY (model, version),
  CONSTRAINT maestro_default_prices_call_nanos_check CHECK (call_nanos >= 0 AND call_nanos <= '1000000000000000'::bigint),
  CONSTRAINT maestro_default_prices_input_nanos_check CHECK (input_nanos >= 0 AND input_nanos <= '1000000000000'::bigint),
  CONSTRAINT maestro_default_prices_model_check CHECK (length(model) >= 1 AND length(model) <= 128),
  CONSTRAINT maestro_default_prices_output_nanos_check CHECK (output_nanos >= 0 AND output_nanos <= '1000000000000'::bigint),
  CONSTRAINT maestro_default_prices_version_check CHECK (version > 0)
);
GRANT SELECT ON maestro_default_prices TO maestro_app;
GRANT SELECT ON maestro_default_prices TO maestro_engine;

CREATE TABLE maestro_document_facets (
  tenant_id uuid NOT NULL,
  collection_id uuid NOT NULL,
  document bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  text_value text COLLATE "C",
  number_value double precision,
  flag_value boolean,
  CONSTRAINT maestro_document_facets_check CHECK (num_nonnulls(text_value, number_value, flag_value) = 1),
  CONSTRAINT maestro_document_facets_key_check CHECK (length(key) >= 1 AND length(key) <= 64),
  CONSTRAINT maestro_document_facets_text_value_check CHECK (length(text_value) <= 512),
  CONSTRAINT maestro_document_facets_tenant_id_document_fkey FOREIGN KEY (tenant_id, document) REFERENCES maestro_documents(tenant_id, no) ON DELETE CASCADE
);
CREATE INDEX maestro_document_facets_document ON maestro_document_facets USING btree (tenant_id, document);
CREATE INDEX maestro_document_facets_number ON maestro_document_facets USING btree (tenant_id, collection_id, key, number_value);
CREATE INDEX maestro_document_facets_text ON maestro_document_facets USING btree (tenant_id, collection_id, key, text_value);
ALTER TABLE maestro_document_facets ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_document_facets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_document_facets AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_document_facets TO maestro_app;

CREATE TABLE maestro_events (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY (START 1 INCREMENT 1 CACHE 64) NOT NULL,
  at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  type text NOT NULL,
  actor text,
  transitions json,
  data jsonb,
  CONSTRAINT maestro_events_pkey PRIMARY KEY (tenant_id, run_id, xid, id)
);
CREATE INDEX maestro_events_actor ON maestro_events USING btree (tenant_id, xid, id) WHERE actor IS NOT NULL;
CREATE INDEX maestro_events_feed ON maestro_events USING btree (xid, tenant_id);
ALTER TABLE maestro_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_events FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_events AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY forgotten ON maestro_events AS RESTRICTIVE FOR DELETE TO maestro_engine USING (type = 'slot.deadline_missed'::text AND at < (maestro_now() - '1 day'::interval) AND NOT (EXISTS ( SELECT
   FROM maestro_runs r
  WHERE r.tenant_id = maestro_events.tenant_id AND r.id = maestro_events.run_id)) OR (EXISTS ( SELECT
   FROM maestro_runs r
  WHERE r.tenant_id = maestro_events.tenant_id AND r.id = maestro_events.run_id AND r.finished_at < (maestro_now() - '1 day'::interval))));
CREATE POLICY tenant ON maestro_events AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_events TO maestro_app;
GRANT DELETE, INSERT, SELECT ON maestro_events TO maestro_engine;

CREATE TABLE maestro_feed_cursors (
  consumer text NOT NULL,
  xid xid8 NOT NULL,
  id bigint NOT NULL,
  term bigint NOT NULL,
  CONSTRAINT maestro_feed_cursors_pkey PRIMARY KEY (consumer),
  CONSTRAINT maestro_feed_cursors_consumer_check CHECK (consumer ~ '^[a-z][a-z-]{0,62}$'::text)
) WITH (fillfactor = 50);
GRANT INSERT, SELECT, UPDATE ON maestro_feed_cursors TO maestro_engine;

CREATE TABLE maestro_received_events (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  subject text,
  at timestamp with time zone,
  content_type text,
  data_schema text,
  extensions jsonb DEFAULT '{}'::jsonb NOT NULL,
  data jsonb,
  data_base64 text,
  depth smallint DEFAULT 0 NOT NULL,
  received_by text NOT NULL,
  received_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_received_events_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_received_events_tenant_id_source_event_id_key UNIQUE (tenant_id, source, event_id),
  CONSTRAINT maestro_received_events_content_type_check CHECK (length(content_type) <= 255),
  CONSTRAINT maestro_received_events_data_schema_check CHECK (length(data_schema) <= 512),
  CONSTRAINT maestro_received_events_depth_check CHECK (depth >= 0),
  CONSTRAINT maestro_received_events_event_id_check CHECK (length(event_id) >= 1 AND length(event_id) <= 255),
  CONSTRAINT maestro_received_events_extensions_check CHECK (jsonb_typeof(extensions) = 'object'::text),
  CONSTRAINT maestro_received_events_source_check CHECK (length(source) >= 1 AND length(source) <= 512),
  CONSTRAINT maestro_received_events_subject_check CHECK (length(subject) <= 512),
  CONSTRAINT maestro_received_events_type_check CHECK (length(type) >= 1 AND length(type) <= 255),
  CONSTRAINT one_kind_of_data CHECK (data IS NULL OR data_base64 IS NULL),
  CONSTRAINT maestro_received_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_received_events_age ON maestro_received_events USING btree (received_at);
CREATE INDEX maestro_received_events_source ON maestro_received_events USING btree (tenant_id, source, id);
CREATE INDEX maestro_received_events_type ON maestro_received_events USING btree (tenant_id, type, id);
ALTER TABLE maestro_received_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_received_events FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_received_events AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_received_events AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_received_events TO maestro_app;
GRANT DELETE, INSERT, SELECT ON maestro_received_events TO maestro_engine;

CREATE TABLE maestro_triggers (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  kind text NOT NULL,
  filter jsonb NOT NULL,
  match text,
  template_id uuid,
  orchestra_id uuid,
  inputs jsonb DEFAULT '{}'::jsonb NOT NULL,
  labels jsonb DEFAULT '{}'::jsonb NOT NULL,
  idempotency_key text,
  max_depth smallint NOT NULL,
  max_per_minute integer NOT NULL,
  enabled boolean DEFAULT false NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  created_by text NOT NULL,
  changed_by text NOT NULL,
  changed_subject text,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  deleted_at timestamp with time zone,
  CONSTRAINT maestro_triggers_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT deleted_is_off CHECK (deleted_at IS NULL OR NOT enabled),
  CONSTRAINT maestro_triggers_description_check CHECK (length(description) <= 2000),
  CONSTRAINT maestro_triggers_filter_check CHECK (jsonb_typeof(filter) = 'object'::text),
  CONSTRAINT maestro_triggers_idempotency_key_check CHECK (length(idempotency_key) <= 4096),
  CONSTRAINT maestro_triggers_inputs_check CHECK (jsonb_typeof(inputs) = 'object'::text),
  CONSTRAINT maestro_triggers_kind_check CHECK (kind = ANY (ARRAY['event'::text, 'run_finished'::text])),
  CONSTRAINT maestro_triggers_labels_check CHECK (jsonb_typeof(labels) = 'object'::text),
  CONSTRAINT maestro_triggers_match_check CHECK (length(match) <= 16384),
  CONSTRAINT maestro_triggers_max_depth_check CHECK (max_depth >= 1 AND max_depth <= 32),
  CONSTRAINT maestro_triggers_max_per_minute_check CHECK (max_per_minute >= 1 AND max_per_minute <= 60000),
  CONSTRAINT maestro_triggers_name_check CHECK (length(name) >= 1 AND length(name) <= 200),
  CONSTRAINT maestro_triggers_version_check CHECK (version > 0),
  CONSTRAINT one_target CHECK ((template_id IS NULL) <> (orchestra_id IS NULL)),
  CONSTRAINT maestro_triggers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id),
  CONSTRAINT maestro_triggers_tenant_id_orchestra_id_fkey FOREIGN KEY (tenant_id, orchestra_id) REFERENCES maestro_orchestras(tenant_id, id),
  CONSTRAINT maestro_triggers_tenant_id_template_id_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES maestro_templates(tenant_id, id)
);
CREATE INDEX maestro_triggers_live ON maestro_triggers USING btree (tenant_id, id) WHERE deleted_at IS NULL;
CREATE INDEX maestro_triggers_on ON maestro_triggers USING btree (tenant_id, kind, id) WHERE enabled;
ALTER TABLE maestro_triggers ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_triggers FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_triggers AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_triggers AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE (changed_by), UPDATE (changed_subject), UPDATE (deleted_at), UPDATE (description), UPDATE (enabled), UPDATE (filter), UPDATE (idempotency_key), UPDATE (inputs), UPDATE (labels), UPDATE (match), UPDATE (max_depth), UPDATE (max_per_minute), UPDATE (name), UPDATE (updated_at), UPDATE (version) ON maestro_triggers TO maestro_app;
GRANT SELECT ON maestro_triggers TO maestro_engine;

CREATE TABLE maestro_firings (
  tenant_id uuid NOT NULL,
  trigger_id uuid NOT NULL,
  event_id uuid NOT NULL,
  status text NOT NULL,
  reason text,
  detail text,
  run_id uuid,
  inputs jsonb,
  labels jsonb,
  idempotency_key text,
  depth smallint NOT NULL,
  due_at timestamp with time zone,
  tries smallint DEFAULT 0 NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  settled_at timestamp with time zone,
  CONSTRAINT maestro_firings_pkey PRIMARY KEY (tenant_id, trigger_id, event_id),
  CONSTRAINT due_has_time CHECK ((status = 'due'::text) = (due_at IS NOT NULL)),
  CONSTRAINT fired_has_run CHECK ((status = 'fired'::text) = (run_id IS NOT NULL)),
  CONSTRAINT maestro_firings_depth_check CHECK (depth >= 1),
  CONSTRAINT maestro_firings_detail_check CHECK (length(detail) <= 2000),
  CONSTRAINT maestro_firings_idempotency_key_check CHECK (length(idempotency_key) >= 1 AND length(idempotency_key) <= 255),
  CONSTRAINT maestro_firings_reason_check CHECK (length(reason) <= 64),
  CONSTRAINT maestro_firings_status_check CHECK (status = ANY (ARRAY['due'::text, 'fired'::text, 'unmatched'::text, 'refused'::text])),
  CONSTRAINT refused_has_reason CHECK (status <> 'refused'::text OR reason IS NOT NULL),
  CONSTRAINT maestro_firings_tenant_id_event_id_fkey FOREIGN KEY (tenant_id, event_id) REFERENCES maestro_received_events(tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT maestro_firings_tenant_id_trigger_id_fkey FOREIGN KEY (tenant_id, trigger_id) REFERENCES maestro_triggers(tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX maestro_firings_due ON maestro_firings USING btree (due_at) WHERE status = 'due'::text;
CREATE INDEX maestro_firings_event ON maestro_firings USING btree (tenant_id, event_id);
CREATE INDEX maestro_firings_lately ON maestro_firings USING btree (tenant_id, trigger_id, created_at) WHERE status = ANY (ARRAY['due'::text, 'fired'::text]);
ALTER TABLE maestro_firings ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_firings FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_firings AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_firings AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_firings TO maestro_app;
GRANT INSERT, SELECT, UPDATE (detail), UPDATE (due_at), UPDATE (idempotency_key), UPDATE (inputs), UPDATE (labels), UPDATE (reason), UPDATE (run_id), UPDATE (settled_at), UPDATE (status), UPDATE (tries) ON maestro_firings TO maestro_engine;

CREATE TABLE maestro_frame_items (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  chunk integer NOT NULL,
  items jsonb NOT NULL,
  CONSTRAINT maestro_frame_items_pkey PRIMARY KEY (tenant_id, run_id, n, chunk),
  CONSTRAINT maestro_frame_items_tenant_id_run_id_n_fkey FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks(tenant_id, run_id, n) ON DELETE CASCADE
);
ALTER TABLE maestro_frame_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_frame_items FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_frame_items AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_frame_items AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_frame_items TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_frame_items TO maestro_engine;

CREATE TABLE maestro_frames (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  node integer NOT NULL,
  kind text NOT NULL,
  count integer NOT NULL,
  base integer NOT NULL,
  width integer NOT NULL,
  per_chunk integer DEFAULT 1000 NOT NULL,
  max_parallel integer NOT NULL,
  created integer DEFAULT 0 NOT NULL,
  open integer DEFAULT 0 NOT NULL,
  failed integer DEFAULT 0 NOT NULL,
  first_failed integer,
  tolerate boolean NOT NULL,
  control text DEFAULT 'none'::text NOT NULL,
  CONSTRAINT maestro_frames_pkey PRIMARY KEY (tenant_id, run_id, n),
  CONSTRAINT maestro_frames_check CHECK (created <= count),
  CONSTRAINT maestro_frames_check1 CHECK (open >= 0 AND open <= created),
  CONSTRAINT maestro_frames_control_check CHECK (control = ANY (ARRAY['none'::text, 'fail'::text, 'cancel'::text])),
  CONSTRAINT maestro_frames_count_check CHECK (count >= 0),
  CONSTRAINT maestro_frames_kind_check CHECK (kind = ANY (ARRAY['map'::text, 'loop'::text])),
  CONSTRAINT maestro_frames_max_parallel_check CHECK (max_parallel > 0),
  CONSTRAINT maestro_frames_per_chunk_check CHECK (per_chunk > 0),
  CONSTRAINT maestro_frames_width_check CHECK (width > 0),
  CONSTRAINT maestro_frames_tenant_id_run_id_n_fkey FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks(tenant_id, run_id, n) ON DELETE CASCADE
) WITH (fillfactor = 50);
ALTER TABLE maestro_frames ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_frames FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_frames AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_frames AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_frames TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_frames TO maestro_engine;

CREATE TABLE maestro_freeze_windows (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  reason text,
  effect text NOT NULL,
  scope jsonb NOT NULL,
  calendar jsonb NOT NULL,
  approvers text[] DEFAULT '{}'::text[] NOT NULL,
  quorum smallint DEFAULT 1 NOT NULL,
  enabled boolean DEFAULT true NOT NULL,
  source text,
  revision bigint NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_freeze_windows_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_freeze_windows_calendar_check CHECK (jsonb_typeof(calendar) = 'object'::text),
  CONSTRAINT maestro_freeze_windows_effect_check CHECK (effect = ANY (ARRAY['block'::text, 'defer'::text, 'require-approval'::text])),
  CONSTRAINT maestro_freeze_windows_name_check CHECK (length(name) >= 1 AND length(name) <= 200),
  CONSTRAINT maestro_freeze_windows_quorum_check CHECK (quorum >= 1 AND quorum <= 10),
  CONSTRAINT maestro_freeze_windows_reason_check CHECK (length(reason) <= 2000),
  CONSTRAINT maestro_freeze_windows_scope_check CHECK (jsonb_typeof(scope) = 'object'::text),
  CONSTRAINT maestro_freeze_windows_source_check CHECK (length(source) <= 512),
  CONSTRAINT maestro_freeze_windows_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE UNIQUE INDEX maestro_freeze_windows_source ON maestro_freeze_windows USING btree (tenant_id, source) WHERE source IS NOT NULL;
ALTER TABLE maestro_freeze_windows ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_freeze_windows FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_freeze_windows AS PERMISSIVE FOR SELECT TO maestro_engine USING (true);
CREATE POLICY tenant ON maestro_freeze_windows AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_freeze_windows TO maestro_app;
GRANT SELECT ON maestro_freeze_windows TO maestro_engine;

CREATE TABLE maestro_freeze_breaks (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  window_id uuid NOT NULL,
  reason text NOT NULL,
  template_id uuid,
  run_id uuid,
  requested_by text NOT NULL,
  requested_actor text NOT NULL,
  requested_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  approved_by text,
  approved_actor text,
  approved_at timestamp with time zone,
  expires_at timestamp with time zone NOT NULL,
  used_by uuid,
  CONSTRAINT maestro_freeze_breaks_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_freeze_breaks_check CHECK (approved_by <> requested_by),
  CONSTRAINT maestro_freeze_breaks_check1 CHECK (template_id IS NULL OR run_id IS NULL),
  CONSTRAINT maestro_freeze_breaks_check2 CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
  CONSTRAINT maestro_freeze_breaks_reason_check CHECK (length(reason) >= 1 AND length(reason) <= 2000),
  CONSTRAINT maestro_freeze_breaks_tenant_id_window_id_fkey FOREIGN KEY (tenant_id, window_id) REFERENCES maestro_freeze_windows(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_freeze_breaks_window ON maestro_freeze_breaks USING btree (tenant_id, window_id, expires_at);
ALTER TABLE maestro_freeze_breaks ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_freeze_breaks FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_freeze_breaks AS PERMISSIVE FOR ALL TO maestro_engine USING (true);
CREATE POLICY tenant ON maestro_freeze_breaks AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE (approved_actor), UPDATE (approved_at), UPDATE (approved_by) ON maestro_freeze_breaks TO maestro_app;
GRANT SELECT, UPDATE (used_by) ON maestro_freeze_breaks TO maestro_engine;

CREATE TABLE maestro_frozen_inputs (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  input jsonb NOT NULL,
  CONSTRAINT maestro_frozen_inputs_pkey PRIMARY KEY (tenant_id, run_id, n),
  CONSTRAINT maestro_frozen_inputs_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE maestro_frozen_inputs ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_frozen_inputs FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_frozen_inputs AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_frozen_inputs AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_frozen_inputs TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_frozen_inputs TO maestro_engine;

CREATE TABLE maestro_holds (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  reason text NOT NULL,
  key text,
  detail jsonb,
  wake_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  rank smallint DEFAULT 9 NOT NULL,
  CONSTRAINT maestro_holds_pkey PRIMARY KEY (tenant_id, run_id),
  CONSTRAINT maestro_holds_reason_check CHECK (reason ~ '^[A-Z][A-Z_]{0,31}$'::text),
  CONSTRAINT maestro_holds_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_holds_key ON maestro_holds USING btree (tenant_id, key, rank, created_at) WHERE key IS NOT NULL;
CREATE INDEX maestro_holds_wake ON maestro_holds USING btree (wake_at);
ALTER TABLE maestro_holds ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_holds FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_holds AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_holds AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_holds TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_holds TO maestro_engine;

CREATE TABLE maestro_sealed_values (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  purpose text NOT NULL,
  data_key_id uuid NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT maestro_sealed_values_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_sealed_values_purpose_check CHECK (purpose ~ '^[a-z][a-z-]{0,31}$'::text),
  CONSTRAINT maestro_sealed_values_sealed_check CHECK (length(sealed) >= 29 AND length(sealed) <= 8192),
  CONSTRAINT maestro_sealed_values_tenant_id_data_key_id_fkey FOREIGN KEY (tenant_id, data_key_id) REFERENCES maestro_data_keys(tenant_id, id),
  CONSTRAINT maestro_sealed_values_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_sealed_values_key ON maestro_sealed_values USING btree (tenant_id, data_key_id);
ALTER TABLE maestro_sealed_values ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_sealed_values FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_sealed_values AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE (data_key_id), UPDATE (sealed) ON maestro_sealed_values TO maestro_app;

CREATE TABLE maestro_hooks (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  verifier text NOT NULL,
  enabled boolean DEFAULT false NOT NULL,
  match text,
  mapping jsonb DEFAULT '{}'::jsonb NOT NULL,
  secret_id uuid NOT NULL,
  previous_secret_id uuid,
  previous_until timestamp with time zone,
  created_by text NOT NULL,
  changed_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_hooks_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_hooks_changed_by_check CHECK (length(changed_by) <= 256),
  CONSTRAINT maestro_hooks_check CHECK ((previous_secret_id IS NULL) = (previous_until IS NULL)),
  CONSTRAINT maestro_hooks_created_by_check CHECK (length(created_by) <= 256),
  CONSTRAINT maestro_hooks_mapping_check CHECK (jsonb_typeof(mapping) = 'object'::text),
  CONSTRAINT maestro_hooks_match_check CHECK (length(match) <= 16384),
  CONSTRAINT maestro_hooks_name_check CHECK (length(name) >= 1 AND length(name) <= 200),
  CONSTRAINT maestro_hooks_verifier_check CHECK (verifier = ANY (ARRAY['standard-webhooks'::text, 'github'::text, 'stripe'::text, 'slack'::text])),
  CONSTRAINT maestro_hooks_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id),
  CONSTRAINT maestro_hooks_tenant_id_previous_secret_id_fkey FOREIGN KEY (tenant_id, previous_secret_id) REFERENCES maestro_sealed_values(tenant_id, id),
  CONSTRAINT maestro_hooks_tenant_id_secret_id_fkey FOREIGN KEY (tenant_id, secret_id) REFERENCES maestro_sealed_values(tenant_id, id)
);
ALTER TABLE maestro_hooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_hooks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_hooks AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE (changed_by), UPDATE (enabled), UPDATE (mapping), UPDATE (match), UPDATE (name), UPDATE (previous_secret_id), UPDATE (previous_until), UPDATE (secret_id), UPDATE (updated_at) ON maestro_hooks TO maestro_app;

CREATE TABLE maestro_leases (
  name text NOT NULL,
  holder uuid,
  term bigint DEFAULT 0 NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT maestro_leases_pkey PRIMARY KEY (name)
) WITH (fillfactor = 50);
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_leases TO maestro_engine;

CREATE TABLE maestro_load_receipts (
  tenant_id uuid NOT NULL,
  idempotency_key text NOT NULL,
  dataset text NOT NULL,
  result jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_load_receipts_pkey PRIMARY KEY (tenant_id, idempotency_key),
  CONSTRAINT maestro_load_receipts_idempotency_key_check CHECK (length(idempotency_key) >= 1 AND length(idempotency_key) <= 255),
  CONSTRAINT maestro_load_receipts_tenant_id_dataset_fkey FOREIGN KEY (tenant_id, dataset) REFERENCES maestro_datasets(tenant_id, name)
);
ALTER TABLE maestro_load_receipts ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_load_receipts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_load_receipts AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE ON maestro_load_receipts TO maestro_app;

CREATE TABLE maestro_master_keys (
  id text NOT NULL,
  check_value bytea NOT NULL,
  first_used_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_master_keys_pkey PRIMARY KEY (id),
  CONSTRAINT maestro_master_keys_check_value_check CHECK (length(check_value) = 32),
  CONSTRAINT maestro_master_keys_id_check CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,31}$'::text)
);
GRANT DELETE, INSERT, SELECT ON maestro_master_keys TO maestro_app;

CREATE TABLE maestro_members (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  email text NOT NULL,
  name text,
  role text NOT NULL,
  issuer text,
  subject text,
  invite_hash bytea,
  invite_expires_at timestamp with time zone,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  removed_at timestamp with time zone,
  CONSTRAINT maestro_members_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_members_check CHECK ((issuer IS NULL) = (subject IS NULL)),
  CONSTRAINT maestro_members_check1 CHECK ((invite_hash IS NULL) = (invite_expires_at IS NULL)),
  CONSTRAINT maestro_members_created_by_check CHECK (length(created_by) <= 256),
  CONSTRAINT maestro_members_email_check CHECK (email = lower(email) AND length(email) >= 3 AND length(email) <= 254),
  CONSTRAINT maestro_members_invite_hash_check CHECK (length(invite_hash) = 32),
  CONSTRAINT maestro_members_issuer_check CHECK (length(issuer) <= 512),
  CONSTRAINT maestro_members_name_check CHECK (length(name) <= 200),
  CONSTRAINT maestro_members_role_check CHECK (role = ANY (ARRAY['owner'::text, 'admin'::text, 'operator'::text, 'author'::text, 'viewer'::text, 'agent'::text])),
  CONSTRAINT maestro_members_subject_check CHECK (length(subject) <= 512),
  CONSTRAINT maestro_members_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE UNIQUE INDEX maestro_members_email ON maestro_members USING btree (tenant_id, email) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX maestro_members_identity ON maestro_members USING btree (tenant_id, issuer, subject) WHERE issuer IS NOT NULL;
ALTER TABLE maestro_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_members FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_members AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE ON maestro_members TO maestro_app;

CREATE TABLE maestro_migrations (
  id serial NOT NULL,
  "timestamp" bigint NOT NULL,
  name character varying NOT NULL,
  CONSTRAINT "PK_021772fa50e1854caf747cbc8bd" PRIMARY KEY (id)
);
GRANT SELECT ON maestro_migrations TO maestro_app;
GRANT SELECT ON maestro_migrations TO maestro_engine;

CREATE TABLE maestro_model_providers (
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  base_url text,
  secret text,
  region text,
  data_classes text[] DEFAULT '{}'::text[] NOT NULL,
  models jsonb NOT NULL,
  rules jsonb DEFAULT '[]'::jsonb NOT NULL,
  stream boolean DEFAULT true NOT NULL,
  enabled boolean DEFAULT true NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_model_providers_pkey PRIMARY KEY (tenant_id, name),
  CONSTRAINT maestro_model_providers_base_url_check CHECK (length(base_url) <= 2048),
  CONSTRAINT maestro_model_providers_check CHECK ((kind = 'rules'::text) = (base_url IS NULL)),
  CONSTRAINT maestro_model_providers_check1 CHECK (kind <> 'rules'::text OR secret IS NULL),
  CONSTRAINT maestro_model_providers_check2 CHECK (kind = 'rules'::text OR rules = '[]'::jsonb),
  CONSTRAINT maestro_model_providers_created_by_check CHECK (length(created_by) <= 256),
  CONSTRAINT maestro_model_providers_kind_check CHECK (kind = ANY (ARRAY['openai'::text, 'anthropic'::text, 'rules'::text])),
  CONSTRAINT maestro_model_providers_models_check CHECK (jsonb_typeof(models) = 'array'::text),
  CONSTRAINT maestro_model_providers_name_check CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'::text),
  CONSTRAINT maestro_model_providers_region_check CHECK (length(region) <= 64),
  CONSTRAINT maestro_model_providers_rules_check CHECK (jsonb_typeof(rules) = 'array'::text),
  CONSTRAINT maestro_model_providers_secret_check CHECK (secret ~ '^[A-Za-z_][A-Za-z0-9_]{0,63}$'::text),
  CONSTRAINT maestro_model_providers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
ALTER TABLE maestro_model_providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_model_providers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_model_providers AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE (base_url), UPDATE (data_classes), UPDATE (enabled), UPDATE (models), UPDATE (region), UPDATE (rules), UPDATE (secret), UPDATE (stream), UPDATE (updated_at) ON maestro_model_providers TO maestro_app;

CREATE TABLE maestro_paid_vectors (
  tenant_id uuid NOT NULL,
  model bytea NOT NULL,
  text bytea NOT NULL,
  vector real[] NOT NULL,
  made_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_paid_vectors_pkey PRIMARY KEY (tenant_id, model, text),
  CONSTRAINT maestro_paid_vectors_model_check CHECK (length(model) = 32),
  CONSTRAINT maestro_paid_vectors_text_check CHECK (length(text) = 32),
  CONSTRAINT maestro_paid_vectors_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_paid_vectors_made ON maestro_paid_vectors USING btree (tenant_id, made_at);
ALTER TABLE maestro_paid_vectors ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_paid_vectors FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_paid_vectors AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT ON maestro_paid_vectors TO maestro_app;

CREATE TABLE maestro_policies (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  engine text NOT NULL,
  latest_version integer NOT NULL,
  active_version integer,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_policies_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_policies_tenant_id_name_key UNIQUE (tenant_id, name),
  CONSTRAINT maestro_policies_check CHECK (active_version >= 1 AND active_version <= latest_version),
  CONSTRAINT maestro_policies_created_by_check CHECK (length(created_by) <= 256),
  CONSTRAINT maestro_policies_engine_check CHECK (engine = ANY (ARRAY['cedar'::text, 'opa'::text])),
  CONSTRAINT maestro_policies_latest_version_check CHECK (latest_version > 0),
  CONSTRAINT maestro_policies_name_check CHECK (name ~ '^[a-z][a-z0-9-]{0,62}$'::text),
  CONSTRAINT maestro_policies_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
ALTER TABLE maestro_policies ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_policies FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_policies AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE (active_version), UPDATE (latest_version) ON maestro_policies TO maestro_app;

CREATE TABLE maestro_policy_decisions (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  action text NOT NULL,
  effect text NOT NULL,
  actor text NOT NULL,
  principal_id text NOT NULL,
  resource_type text NOT NULL,
  resource_id text NOT NULL,
  run_id uuid,
  digest text NOT NULL,
  reasons text[] NOT NULL,
  obligations jsonb NOT NULL,
  CONSTRAINT maestro_policy_decisions_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_policy_decisions_action_check CHECK (length(action) <= 64),
  CONSTRAINT maestro_policy_decisions_actor_check CHECK (length(actor) <= 512),
  CONSTRAINT maestro_policy_decisions_digest_check CHECK (length(digest) = 64),
  CONSTRAINT maestro_policy_decisions_effect_check CHECK (effect = ANY (ARRAY['allow'::text, 'deny'::text, 'require-approval'::text])),
  CONSTRAINT maestro_policy_decisions_principal_id_check CHECK (length(principal_id) <= 512),
  CONSTRAINT maestro_policy_decisions_resource_id_check CHECK (length(resource_id) <= 512),
  CONSTRAINT maestro_policy_decisions_resource_type_check CHECK (length(resource_type) <= 64),
  CONSTRAINT maestro_policy_decisions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_policy_decisions_at ON maestro_policy_decisions USING btree (at);
CREATE INDEX maestro_policy_decisions_refused ON maestro_policy_decisions USING btree (tenant_id, id) WHERE effect <> 'allow'::text;
CREATE INDEX maestro_policy_decisions_run ON maestro_policy_decisions USING btree (tenant_id, run_id, id) WHERE run_id IS NOT NULL;
ALTER TABLE maestro_policy_decisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_policy_decisions FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_policy_decisions AS PERMISSIVE FOR ALL TO maestro_engine USING (true);
CREATE POLICY tenant ON maestro_policy_decisions AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_policy_decisions TO maestro_app;
GRANT DELETE, SELECT ON maestro_policy_decisions TO maestro_engine;

CREATE TABLE maestro_policy_switches (
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  active boolean NOT NULL,
  CONSTRAINT maestro_policy_switches_pkey PRIMARY KEY (tenant_id, name),
  CONSTRAINT maestro_policy_switches_name_check CHECK (length(name) <= 63),
  CONSTRAINT maestro_policy_switches_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
ALTER TABLE maestro_policy_switches ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_policy_switches FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_policy_switches AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE (active) ON maestro_policy_switches TO maestro_app;

CREATE TABLE maestro_policy_versions (
  tenant_id uuid NOT NULL,
  policy_id uuid NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  body jsonb NOT NULL,
  tests jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_policy_versions_pkey PRIMARY KEY (tenant_id, policy_id, version),
  CONSTRAINT maestro_policy_versions_created_by_check CHECK (length(created_by) <= 256),
  CONSTRAINT maestro_policy_versions_digest_check CHECK (length(digest) = 64),
  CONSTRAINT maestro_policy_versions_version_check CHECK (version > 0),
  CONSTRAINT maestro_policy_versions_tenant_id_policy_id_fkey FOREIGN KEY (tenant_id, policy_id) REFERENCES maestro_policies(tenant_id, id)
);
ALTER TABLE maestro_policy_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_policy_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_policy_versions AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_policy_versions TO maestro_app;

CREATE TABLE maestro_prices (
  tenant_id uuid NOT NULL,
  model text NOT NULL,
  version integer NOT NULL,
  input_nanos bigint NOT NULL,
  output_nanos bigint NOT NULL,
  call_nanos bigint NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_prices_pkey PRIMARY KEY (tenant_id, model, version),
  CONSTRAINT maestro_prices_call_nanos_check CHECK (call_nanos >= 0 AND call_nanos <= '1000000000000000'::bigint),
  CONSTRAINT maestro_prices_input_nanos_check CHECK (input_nanos >= 0 AND input_nanos <= '1000000000000'::bigint),
  CONSTRAINT maestro_prices_model_check CHECK (length(model) >= 1 AND length(model) <= 128),
  CONSTRAINT maestro_prices_output_nanos_check CHECK (output_nanos >= 0 AND output_nanos <= '1000000000000'::bigint),
  CONSTRAINT maestro_prices_version_check CHECK (version > 0),
  CONSTRAINT maestro_prices_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
ALTER TABLE maestro_prices ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_prices FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_prices AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_prices AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_prices TO maestro_app;
GRANT SELECT ON maestro_prices TO maestro_engine;

CREATE TABLE maestro_pruned_events (
  tenant_id uuid NOT NULL,
  xid xid8 NOT NULL,
  CONSTRAINT maestro_pruned_events_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT maestro_pruned_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id) ON DELETE CASCADE
);
ALTER TABLE maestro_pruned_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_pruned_events FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_pruned_events AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_pruned_events AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_pruned_events TO maestro_app;
GRANT INSERT, SELECT, UPDATE ON maestro_pruned_events TO maestro_engine;

CREATE TABLE maestro_rates (
  tenant_id uuid NOT NULL,
  key text NOT NULL,
  due_at timestamp with time zone NOT NULL,
  turn_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
  late_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
  CONSTRAINT maestro_rates_pkey PRIMARY KEY (tenant_id, key),
  CONSTRAINT maestro_rates_key_check CHECK (length(key) >= 1 AND length(key) <= 255)
) WITH (fillfactor = 50);
ALTER TABLE maestro_rates ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_rates FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_rates AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_rates AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_rates TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_rates TO maestro_engine;

CREATE TABLE maestro_records (
  tenant_id uuid NOT NULL,
  dataset text NOT NULL,
  key text NOT NULL,
  ingest_id text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_records_pkey PRIMARY KEY (tenant_id, dataset, key),
  CONSTRAINT maestro_records_key_check CHECK (length(key) >= 1 AND length(key) <= 512),
  CONSTRAINT maestro_records_tenant_id_dataset_fkey FOREIGN KEY (tenant_id, dataset) REFERENCES maestro_datasets(tenant_id, name)
);
ALTER TABLE maestro_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_records FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_records AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE ON maestro_records TO maestro_app;

CREATE TABLE maestro_requests (
  tenant_id uuid NOT NULL,
  principal text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  token uuid NOT NULL,
  lease_until timestamp with time zone NOT NULL,
  status smallint,
  headers jsonb,
  body text,
  kept boolean DEFAULT true NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT maestro_requests_pkey PRIMARY KEY (tenant_id, principal, route, key),
  CONSTRAINT maestro_requests_body_check CHECK (length(body) <= 262144),
  CONSTRAINT maestro_requests_check CHECK (kept OR body IS NULL),
  CONSTRAINT maestro_requests_key_check CHECK (length(key) >= 1 AND length(key) <= 255),
  CONSTRAINT maestro_requests_principal_check CHECK (length(principal) <= 256),
  CONSTRAINT maestro_requests_request_hash_check CHECK (length(request_hash) = 32),
  CONSTRAINT maestro_requests_route_check CHECK (length(route) <= 512),
  CONSTRAINT maestro_requests_status_check CHECK (status >= 200 AND status <= 399),
  CONSTRAINT maestro_requests_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_requests_expires ON maestro_requests USING btree (expires_at);
ALTER TABLE maestro_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_requests AS PERMISSIVE FOR ALL TO maestro_engine USING (true);
CREATE POLICY tenant ON maestro_requests AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_requests TO maestro_app;
GRANT DELETE, SELECT (expires_at), SELECT (key), SELECT (principal), SELECT (route), SELECT (tenant_id), UPDATE (expires_at) ON maestro_requests TO maestro_engine;

CREATE TABLE maestro_reservations (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  token bigint NOT NULL,
  attempt integer NOT NULL,
  template_id uuid,
  node text NOT NULL,
  handler text NOT NULL,
  model text,
  price_version integer,
  input_nanos bigint,
  output_nanos bigint,
  call_nanos bigint,
  amount bigint NOT NULL,
  accounts uuid[] NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT maestro_reservations_pkey PRIMARY KEY (tenant_id, run_id, n, token),
  CONSTRAINT maestro_reservations_amount_check CHECK (amount >= 0),
  CONSTRAINT maestro_reservations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_reservations_calls ON maestro_reservations USING btree (at) WHERE template_id IS NULL;
ALTER TABLE maestro_reservations ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_reservations FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_reservations AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_reservations AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_reservations TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_reservations TO maestro_engine;

CREATE TABLE maestro_run_causes (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  trigger_id uuid NOT NULL,
  event_id uuid NOT NULL,
  depth smallint NOT NULL,
  value jsonb NOT NULL,
  CONSTRAINT maestro_run_causes_pkey PRIMARY KEY (tenant_id, run_id),
  CONSTRAINT maestro_run_causes_depth_check CHECK (depth >= 1),
  CONSTRAINT maestro_run_causes_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE maestro_run_causes ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_run_causes FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_run_causes AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_run_causes AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_run_causes TO maestro_app;
GRANT INSERT, SELECT ON maestro_run_causes TO maestro_engine;

CREATE TABLE maestro_run_costs (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  amount bigint NOT NULL,
  CONSTRAINT maestro_run_costs_pkey PRIMARY KEY (tenant_id, run_id),
  CONSTRAINT maestro_run_costs_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);
ALTER TABLE maestro_run_costs ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_run_costs FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_run_costs AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_run_costs AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_run_costs TO maestro_app;
GRANT INSERT, SELECT, UPDATE ON maestro_run_costs TO maestro_engine;

CREATE TABLE maestro_run_keys (
  tenant_id uuid NOT NULL,
  template_id uuid NOT NULL,
  key text NOT NULL,
  run_id uuid NOT NULL,
  request_hash text NOT NULL,
  CONSTRAINT maestro_run_keys_pkey PRIMARY KEY (tenant_id, template_id, key),
  CONSTRAINT maestro_run_keys_key_check CHECK (length(key) >= 1 AND length(key) <= 255)
);
ALTER TABLE maestro_run_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_run_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_run_keys AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_run_keys AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_run_keys TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_run_keys TO maestro_engine;

CREATE TABLE maestro_run_labels (
  tenant_id uuid NOT NULL,
  key text NOT NULL,
  value text NOT NULL,
  run_id uuid NOT NULL,
  CONSTRAINT maestro_run_labels_pkey PRIMARY KEY (tenant_id, key, value, run_id),
  CONSTRAINT maestro_run_labels_key_check CHECK (length(key) >= 1 AND length(key) <= 63),
  CONSTRAINT maestro_run_labels_value_check CHECK (length(value) <= 256),
  CONSTRAINT maestro_run_labels_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_run_labels_run ON maestro_run_labels USING btree (tenant_id, run_id);
ALTER TABLE maestro_run_labels ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_run_labels FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_run_labels AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_run_labels AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_run_labels TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_run_labels TO maestro_engine;

CREATE TABLE maestro_schedule_slots (
  tenant_id uuid NOT NULL,
  orchestra_id uuid NOT NULL,
  slot timestamp with time zone NOT NULL,
  due_at timestamp with time zone NOT NULL,
  status text NOT NULL,
  reason text,
  detail text,
  run_id uuid,
  backfill_id uuid,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  settled_at timestamp with time zone,
  deadline_at timestamp with time zone,
  deadline text,
  told_in uuid,
  CONSTRAINT maestro_schedule_slots_pkey PRIMARY KEY (tenant_id, orchestra_id, slot),
  CONSTRAINT deadline_is_some_time CHECK ((deadline IS NULL) = (deadline_at IS NULL)),
  CONSTRAINT fired_has_run CHECK ((status = 'fired'::text) = (run_id IS NOT NULL)),
  CONSTRAINT maestro_schedule_slots_deadline_check CHECK (deadline = ANY (ARRAY['pending'::text, 'met'::text, 'missed'::text, 'void'::text])),
  CONSTRAINT maestro_schedule_slots_detail_check CHECK (length(detail) <= 2000),
  CONSTRAINT maestro_schedule_slots_reason_check CHECK (length(reason) <= 64),
  CONSTRAINT maestro_schedule_slots_status_check CHECK (status = ANY (ARRAY['due'::text, 'waiting'::text, 'fired'::text, 'skipped'::text])),
  CONSTRAINT missed_is_told CHECK ((NOT deadline IS DISTINCT FROM 'missed'::text) = (told_in IS NOT NULL)),
  CONSTRAINT skipped_has_reason CHECK (status <> 'skipped'::text OR reason IS NOT NULL),
  CONSTRAINT maestro_schedule_slots_tenant_id_backfill_id_fkey FOREIGN KEY (tenant_id, backfill_id) REFERENCES maestro_backfills(tenant_id, id),
  CONSTRAINT maestro_schedule_slots_tenant_id_orchestra_id_fkey FOREIGN KEY (tenant_id, orchestra_id) REFERENCES maestro_orchestras(tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX maestro_schedule_slots_backfill ON maestro_schedule_slots USING btree (tenant_id, backfill_id) WHERE backfill_id IS NOT NULL;
CREATE INDEX maestro_schedule_slots_deadline ON maestro_schedule_slots USING btree (deadline_at) WHERE deadline = 'pending'::text;
CREATE INDEX maestro_schedule_slots_due ON maestro_schedule_slots USING btree (due_at) WHERE status = 'due'::text;
CREATE INDEX maestro_schedule_slots_settled ON maestro_schedule_slots USING btree (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX maestro_schedule_slots_waiting ON maestro_schedule_slots USING btree (tenant_id, orchestra_id, slot) WHERE status = 'waiting'::text;
ALTER TABLE maestro_schedule_slots ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_schedule_slots FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_schedule_slots AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_schedule_slots AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE (backfill_id), UPDATE (detail), UPDATE (due_at), UPDATE (reason), UPDATE (settled_at), UPDATE (status) ON maestro_schedule_slots TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE (deadline), UPDATE (detail), UPDATE (reason), UPDATE (run_id), UPDATE (settled_at), UPDATE (status), UPDATE (told_in) ON maestro_schedule_slots TO maestro_engine;

CREATE TABLE maestro_secrets (
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_secrets_pkey PRIMARY KEY (tenant_id, name),
  CONSTRAINT maestro_secrets_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT maestro_secrets_name_check CHECK (name ~ '^[A-Za-z_][A-Za-z0-9_]{0,63}$'::text),
  CONSTRAINT maestro_secrets_version_check CHECK (version > 0),
  CONSTRAINT maestro_secrets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
ALTER TABLE maestro_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_secrets AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_secrets TO maestro_app;

CREATE TABLE maestro_secret_usages (
  tenant_id uuid NOT NULL,
  secret_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  attempt integer NOT NULL,
  version integer NOT NULL,
  used_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_secret_usages_pkey PRIMARY KEY (tenant_id, run_id, n, attempt, secret_id),
  CONSTRAINT maestro_secret_usages_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT maestro_secret_usages_tenant_id_secret_id_fkey FOREIGN KEY (tenant_id, secret_id) REFERENCES maestro_secrets(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_secret_usages_last ON maestro_secret_usages USING btree (tenant_id, secret_id, used_at);
ALTER TABLE maestro_secret_usages ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_secret_usages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_secret_usages AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT ON maestro_secret_usages TO maestro_app;

CREATE TABLE maestro_secret_versions (
  tenant_id uuid NOT NULL,
  secret_id uuid NOT NULL,
  version integer NOT NULL,
  provider text NOT NULL,
  data_key_id uuid,
  sealed bytea,
  reference jsonb,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  created_by text NOT NULL,
  CONSTRAINT maestro_secret_versions_pkey PRIMARY KEY (tenant_id, secret_id, version),
  CONSTRAINT maestro_secret_versions_check CHECK ((provider = 'stored'::text) = (sealed IS NOT NULL)),
  CONSTRAINT maestro_secret_versions_check1 CHECK ((provider = 'stored'::text) = (data_key_id IS NOT NULL)),
  CONSTRAINT maestro_secret_versions_check2 CHECK ((provider = 'stored'::text) = (reference IS NULL)),
  CONSTRAINT maestro_secret_versions_created_by_check CHECK (length(created_by) <= 256),
  CONSTRAINT maestro_secret_versions_provider_check CHECK (provider = ANY (ARRAY['stored'::text, 'environment'::text, 'vault'::text])),
  CONSTRAINT maestro_secret_versions_sealed_check CHECK (length(sealed) >= 29 AND length(sealed) <= 262144),
  CONSTRAINT maestro_secret_versions_version_check CHECK (version > 0),
  CONSTRAINT maestro_secret_versions_tenant_id_data_key_id_fkey FOREIGN KEY (tenant_id, data_key_id) REFERENCES maestro_data_keys(tenant_id, id),
  CONSTRAINT maestro_secret_versions_tenant_id_secret_id_fkey FOREIGN KEY (tenant_id, secret_id) REFERENCES maestro_secrets(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_secret_versions_key ON maestro_secret_versions USING btree (tenant_id, data_key_id);
ALTER TABLE maestro_secret_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_secret_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_secret_versions AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE (data_key_id), UPDATE (sealed) ON maestro_secret_versions TO maestro_app;

CREATE TABLE maestro_sessions (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  secret_hash bytea NOT NULL,
  provider text NOT NULL,
  user_agent text,
  idle_s integer NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  last_seen_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT maestro_sessions_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_sessions_idle_s_check CHECK (idle_s > 0),
  CONSTRAINT maestro_sessions_provider_check CHECK (length(provider) <= 64),
  CONSTRAINT maestro_sessions_secret_hash_check CHECK (length(secret_hash) = 32),
  CONSTRAINT maestro_sessions_user_agent_check CHECK (length(user_agent) <= 256),
  CONSTRAINT maestro_sessions_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES maestro_members(tenant_id, id)
);
CREATE INDEX maestro_sessions_member ON maestro_sessions USING btree (tenant_id, member_id, id);
ALTER TABLE maestro_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_sessions AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_sessions TO maestro_app;

CREATE TABLE maestro_sign_ins (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  provider text NOT NULL,
  browser_hash bytea NOT NULL,
  state text NOT NULL,
  nonce text NOT NULL,
  verifier text NOT NULL,
  return_to text NOT NULL,
  invite_hash bytea,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT maestro_sign_ins_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_sign_ins_browser_hash_check CHECK (length(browser_hash) = 32),
  CONSTRAINT maestro_sign_ins_invite_hash_check CHECK (length(invite_hash) = 32),
  CONSTRAINT maestro_sign_ins_nonce_check CHECK (length(nonce) <= 128),
  CONSTRAINT maestro_sign_ins_provider_check CHECK (length(provider) <= 64),
  CONSTRAINT maestro_sign_ins_return_to_check CHECK (length(return_to) <= 2048),
  CONSTRAINT maestro_sign_ins_state_check CHECK (length(state) <= 128),
  CONSTRAINT maestro_sign_ins_verifier_check CHECK (length(verifier) <= 128),
  CONSTRAINT maestro_sign_ins_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_sign_ins_expired ON maestro_sign_ins USING btree (tenant_id, expires_at);
ALTER TABLE maestro_sign_ins ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_sign_ins FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_sign_ins AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT ON maestro_sign_ins TO maestro_app;

CREATE TABLE maestro_signals (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  payload jsonb,
  actor text NOT NULL,
  source text,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  consumed_by integer,
  CONSTRAINT maestro_signals_pkey PRIMARY KEY (tenant_id, run_id, id),
  CONSTRAINT maestro_signals_name_check CHECK (length(name) >= 1 AND length(name) <= 255),
  CONSTRAINT maestro_signals_source_check CHECK (length(source) <= 255),
  CONSTRAINT maestro_signals_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_signals_consumed ON maestro_signals USING btree (tenant_id, run_id, consumed_by) WHERE consumed_by IS NOT NULL;
CREATE INDEX maestro_signals_kept ON maestro_signals USING btree (tenant_id, run_id, name, created_at, id) WHERE consumed_by IS NULL;
CREATE UNIQUE INDEX maestro_signals_source ON maestro_signals USING btree (tenant_id, run_id, source) WHERE source IS NOT NULL;
ALTER TABLE maestro_signals ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_signals FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_signals AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_signals AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_signals TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_signals TO maestro_engine;

CREATE TABLE maestro_slot_keys (
  tenant_id uuid NOT NULL,
  key text NOT NULL,
  slots integer NOT NULL,
  held integer DEFAULT 0 NOT NULL,
  CONSTRAINT maestro_slot_keys_pkey PRIMARY KEY (tenant_id, key),
  CONSTRAINT maestro_slot_keys_held_check CHECK (held >= 0),
  CONSTRAINT maestro_slot_keys_key_check CHECK (length(key) >= 1 AND length(key) <= 255),
  CONSTRAINT maestro_slot_keys_slots_check CHECK (slots > 0)
) WITH (fillfactor = 50);
ALTER TABLE maestro_slot_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_slot_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_slot_keys AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_slot_keys AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_slot_keys TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_slot_keys TO maestro_engine;

CREATE TABLE maestro_slots (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  key text NOT NULL,
  kind text NOT NULL,
  taken_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_slots_pkey PRIMARY KEY (tenant_id, run_id, n, key),
  CONSTRAINT maestro_slots_kind_check CHECK (kind = ANY (ARRAY['slot'::text, 'ticket'::text])),
  CONSTRAINT maestro_slots_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_slots_key ON maestro_slots USING btree (tenant_id, key);
ALTER TABLE maestro_slots ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_slots FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_slots AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_slots AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_slots TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_slots TO maestro_engine;

CREATE TABLE maestro_toolsets (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  url text NOT NULL,
  secret text,
  placement jsonb,
  read_only text[] DEFAULT '{}'::text[] NOT NULL,
  tools jsonb NOT NULL,
  digest text NOT NULL,
  proposed jsonb,
  revision integer DEFAULT 1 NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_toolsets_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_toolsets_tenant_id_name_key UNIQUE (tenant_id, name),
  CONSTRAINT maestro_toolsets_created_by_check CHECK (length(created_by) <= 256),
  CONSTRAINT maestro_toolsets_kind_check CHECK (kind = ANY (ARRAY['openapi'::text, 'mcp'::text])),
  CONSTRAINT maestro_toolsets_name_check CHECK (name ~ '^[a-z][a-z0-9_-]{0,62}$'::text),
  CONSTRAINT maestro_toolsets_url_check CHECK (length(url) <= 2048),
  CONSTRAINT maestro_toolsets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
ALTER TABLE maestro_toolsets ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_toolsets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_toolsets AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE (digest), UPDATE (proposed), UPDATE (revision), UPDATE (tools), UPDATE (updated_at), UPDATE (url) ON maestro_toolsets TO maestro_app;

CREATE TABLE maestro_trust_rules (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  issuer text NOT NULL,
  audience text NOT NULL,
  algorithm text NOT NULL,
  conditions jsonb NOT NULL,
  role text NOT NULL,
  scopes text[],
  ttl_s integer NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  removed_at timestamp with time zone,
  CONSTRAINT maestro_trust_rules_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_trust_rules_algorithm_check CHECK (algorithm = ANY (ARRAY['RS256'::text, 'PS256'::text, 'ES256'::text, 'ES384'::text, 'EdDSA'::text])),
  CONSTRAINT maestro_trust_rules_audience_check CHECK (length(audience) <= 256),
  CONSTRAINT maestro_trust_rules_conditions_check CHECK (jsonb_typeof(conditions) = 'object'::text AND conditions <> '{}'::jsonb),
  CONSTRAINT maestro_trust_rules_created_by_check CHECK (length(created_by) <= 256),
  CONSTRAINT maestro_trust_rules_issuer_check CHECK (length(issuer) <= 512),
  CONSTRAINT maestro_trust_rules_name_check CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'::text),
  CONSTRAINT maestro_trust_rules_role_check CHECK (role = ANY (ARRAY['owner'::text, 'admin'::text, 'operator'::text, 'author'::text, 'viewer'::text, 'agent'::text])),
  CONSTRAINT maestro_trust_rules_ttl_s_check CHECK (ttl_s >= 60 AND ttl_s <= 3600),
  CONSTRAINT maestro_trust_rules_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE UNIQUE INDEX maestro_trust_rules_name ON maestro_trust_rules USING btree (tenant_id, name) WHERE removed_at IS NULL;
ALTER TABLE maestro_trust_rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_trust_rules FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_trust_rules AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE (removed_at) ON maestro_trust_rules TO maestro_app;

CREATE TABLE maestro_votes (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  person text NOT NULL,
  decision text NOT NULL,
  comment text,
  at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  subject text NOT NULL,
  CONSTRAINT maestro_votes_pkey PRIMARY KEY (tenant_id, run_id, n, subject),
  CONSTRAINT maestro_votes_decision_check CHECK (decision = ANY (ARRAY['approve'::text, 'reject'::text])),
  CONSTRAINT maestro_votes_tenant_id_run_id_n_fkey FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_approvals(tenant_id, run_id, n) ON DELETE CASCADE
);
ALTER TABLE maestro_votes ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_votes FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_votes AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_votes AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_votes TO maestro_app;
GRANT INSERT, SELECT ON maestro_votes TO maestro_engine;

CREATE TABLE maestro_waits (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  reason text NOT NULL,
  detail jsonb,
  wake_at timestamp with time zone NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  key text,
  CONSTRAINT maestro_waits_pkey PRIMARY KEY (tenant_id, run_id, n),
  CONSTRAINT maestro_waits_key_check CHECK (length(key) <= 255),
  CONSTRAINT maestro_waits_tenant_id_run_id_n_fkey FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks(tenant_id, run_id, n) ON DELETE CASCADE
);
CREATE INDEX maestro_waits_key ON maestro_waits USING btree (tenant_id, key, created_at) WHERE key IS NOT NULL;
CREATE INDEX maestro_waits_wake ON maestro_waits USING btree (wake_at);
ALTER TABLE maestro_waits ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_waits FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_waits AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_waits AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_waits TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_waits TO maestro_engine;

CREATE TABLE maestro_webhooks (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  url text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  events text[] NOT NULL,
  template_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
  orchestra_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
  enabled boolean DEFAULT true NOT NULL,
  off_reason text,
  failing_since timestamp with time zone,
  secret_id uuid NOT NULL,
  previous_secret_id uuid,
  previous_until timestamp with time zone,
  created_by text NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_webhooks_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_webhooks_check CHECK (enabled = (off_reason IS NULL)),
  CONSTRAINT maestro_webhooks_check1 CHECK ((previous_secret_id IS NULL) = (previous_until IS NULL)),
  CONSTRAINT maestro_webhooks_created_by_check CHECK (length(created_by) <= 256),
  CONSTRAINT maestro_webhooks_off_reason_check CHECK (off_reason = ANY (ARRAY['manual'::text, 'gone'::text, 'failing'::text])),
  CONSTRAINT maestro_webhooks_url_check CHECK (length(url) <= 2048),
  CONSTRAINT maestro_webhooks_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id),
  CONSTRAINT maestro_webhooks_tenant_id_previous_secret_id_fkey FOREIGN KEY (tenant_id, previous_secret_id) REFERENCES maestro_sealed_values(tenant_id, id),
  CONSTRAINT maestro_webhooks_tenant_id_secret_id_fkey FOREIGN KEY (tenant_id, secret_id) REFERENCES maestro_sealed_values(tenant_id, id)
);
ALTER TABLE maestro_webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_webhooks FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_webhooks AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_webhooks AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_webhooks TO maestro_app;
GRANT SELECT (enabled), SELECT (events), SELECT (failing_since), SELECT (id), SELECT (off_reason), SELECT (orchestra_ids), SELECT (template_ids), SELECT (tenant_id), UPDATE (enabled), UPDATE (failing_since), UPDATE (off_reason), UPDATE (updated_at) ON maestro_webhooks TO maestro_engine;

CREATE TABLE maestro_webhook_deliveries (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  body text NOT NULL,
  status text DEFAULT 'pending'::text NOT NULL,
  next_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  token uuid,
  attempts integer DEFAULT 0 NOT NULL,
  log jsonb DEFAULT '[]'::jsonb NOT NULL,
  replay_of uuid,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT maestro_webhook_deliveries_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_webhook_deliveries_body_check CHECK (length(body) <= 65536),
  CONSTRAINT maestro_webhook_deliveries_check CHECK ((status = 'pending'::text) = (finished_at IS NULL)),
  CONSTRAINT maestro_webhook_deliveries_event_id_check CHECK (length(event_id) <= 128),
  CONSTRAINT maestro_webhook_deliveries_status_check CHECK (status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text, 'cancelled'::text])),
  CONSTRAINT maestro_webhook_deliveries_type_check CHECK (length(type) <= 128),
  CONSTRAINT maestro_webhook_deliveries_tenant_id_webhook_id_fkey FOREIGN KEY (tenant_id, webhook_id) REFERENCES maestro_webhooks(tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);
CREATE INDEX maestro_webhook_deliveries_due ON maestro_webhook_deliveries USING btree (next_at) WHERE finished_at IS NULL;
CREATE INDEX maestro_webhook_deliveries_ended ON maestro_webhook_deliveries USING btree (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX maestro_webhook_deliveries_list ON maestro_webhook_deliveries USING btree (tenant_id, webhook_id, id);
CREATE INDEX maestro_webhook_deliveries_open ON maestro_webhook_deliveries USING btree (tenant_id, webhook_id, next_at) WHERE finished_at IS NULL;
ALTER TABLE maestro_webhook_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_webhook_deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_webhook_deliveries AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_webhook_deliveries AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE (finished_at), UPDATE (status), UPDATE (token) ON maestro_webhook_deliveries TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE (attempts), UPDATE (finished_at), UPDATE (log), UPDATE (next_at), UPDATE (status), UPDATE (token) ON maestro_webhook_deliveries TO maestro_engine;

CREATE TABLE maestro_worker_sessions (
  id uuid NOT NULL,
  name text NOT NULL,
  queues text[] NOT NULL,
  started_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  voided bigint[] DEFAULT '{}'::bigint[] NOT NULL,
  CONSTRAINT maestro_worker_sessions_pkey PRIMARY KEY (id)
) WITH (fillfactor = 50);
CREATE INDEX maestro_worker_sessions_open ON maestro_worker_sessions USING btree (id) WHERE ended_at IS NULL;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_worker_sessions TO maestro_engine;

CREATE FUNCTION maestro_admit_v1(p_queue text, p_tenant uuid[], p_count integer[], p_before timestamp with time zone)
 RETURNS TABLE(kind text, tenant_id uuid, run_id uuid, n integer)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_tenant uuid[];
  v_run uuid[];
  v_n int[];
BEGIN
  SELECT array_agg(l.tenant_id), array_agg(l.run_id), array_agg(l.n) INTO v_tenant, v_run, v_n
  FROM (
    SELECT t.tenant_id, t.run_id, t.n
    FROM (SELECT b.tenant_id, b.run_id, b.n
          FROM unnest(p_tenant, p_count) AS q (tenant_id, count),
               LATERAL (SELECT * FROM maestro_backlog b
                        WHERE b.queue = p_queue AND b.tenant_id = q.tenant_id AND (p_before IS NULL OR b.ready_at < p_before)
                        ORDER BY b.rank, b.ready_at LIMIT q.count) b) b
    JOIN maestro_tasks t ON t.tenant_id = b.tenant_id AND t.run_id = b.run_id AND t.n = b.n
    ORDER BY t.tenant_id, t.run_id, t.n
    FOR NO KEY UPDATE OF t SKIP LOCKED
  ) l;

  RETURN QUERY
  WITH picked AS (
    SELECT * FROM unnest(v_tenant, v_run, v_n) AS p (tenant_id, run_id, n)
  ), admitted AS (
    UPDATE maestro_tasks t SET status = 'queued' FROM picked p
    WHERE t.tenant_id = p.tenant_id AND t.run_id = p.run_id AND t.n = p.n AND t.status = 'ready'
    RETURNING t.tenant_id, t.run_id, t.n
  ), gone AS (
    DELETE FROM maestro_backlog b USING picked p WHERE b.tenant_id = p.tenant_id AND b.run_id = p.run_id AND b.n = p.n
  )
  SELECT CASE WHEN r.control = 'pause' THEN 'paused' ELSE 'queued' END, a.tenant_id, a.run_id, a.n
  FROM admitted a JOIN maestro_runs r ON r.tenant_id = a.tenant_id AND r.id = a.run_id;
END $function$;

CREATE FUNCTION maestro_ask_approval_v2(p_tenant uuid, p_run uuid, p_n integer, p_token bigint, p_message text, p_approvers text[], p_quorum integer, p_digest text, p_shown jsonb, p_timeout_ms bigint, p_covered integer[], p_inputs jsonb[])
 RETURNS TABLE(stands_ms double precision)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
BEGIN
  PERFORM 1 FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n AND t.status = 'running' AND t.token = p_token
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM 1 FROM maestro_approvals a WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n FOR NO KEY UPDATE;

  INSERT INTO maestro_approvals AS a (tenant_id, run_id, n, message, approvers, quorum, digest, shown, requested_by,
                                      requested_subject, created_at, expires_at)
  SELECT p_tenant, p_run, p_n, p_message, p_approvers, p_quorum, p_digest, p_shown, r.created_by,
         coalesce(r.created_subject, r.created_by), v_now, v_now + p_timeout_ms * interval '1 millisecond'
  FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run
  ON CONFLICT (tenant_id, run_id, n) DO UPDATE
    SET message = excluded.message, digest = excluded.digest, shown = excluded.shown, created_at = excluded.created_at,
        expires_at = excluded.expires_at
    WHERE a.status = 'pending'
      AND NOT EXISTS (SELECT FROM maestro_votes v WHERE v.tenant_id = p_tenant AND v.run_id = p_run AND v.n = p_n);
  IF FOUND THEN
    INSERT INTO maestro_frozen_inputs (tenant_id, run_id, n, input)
    SELECT p_tenant, p_run, c.n, c.input FROM unnest(p_covered, p_inputs) AS c (n, input)
    ON CONFLICT (tenant_id, run_id, n) DO UPDATE SET input = excluded.input;
  END IF;

  RETURN QUERY
    SELECT greatest(0, extract(epoch FROM a.expires_at - v_now) * 1000)::float8
    FROM maestro_approvals a WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n;
END $function$;

CREATE FUNCTION maestro_audit_entry_text_v1(a maestro_audit_entries)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  SELECT '["' || a.xid || '","' || a.id || '","' || (extract(epoch FROM a.at) * 1000000)::bigint || '",'
         || to_json(a.actor) || ',' || to_json(a.action) || ',' || coalesce(to_json(a.subject)::text, 'null') || ','
         || to_json(a.detail::text) || ']'
$function$;

CREATE FUNCTION maestro_audit_event_text_v1(e maestro_events)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  SELECT '["' || e.xid || '","' || e.id || '","' || (extract(epoch FROM e.at) * 1000000)::bigint || '","' || e.run_id || '",'
         || to_json(e.type) || ',' || coalesce(to_json(e.actor)::text, 'null') || ','
         || coalesce(to_json(e.transitions::text)::text, 'null') || ',' || coalesce(to_json(e.data::text)::text, 'null') || ']'
$function$;

CREATE FUNCTION maestro_chunk_terms_v1(language text, title text, body text)
 RETURNS tsvector
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (setweight(to_tsvector((language)::regconfig, title), 'A'::"char") || to_tsvector((language)::regconfig, body));

CREATE FUNCTION maestro_complete_v1(p_tenant uuid[], p_run uuid[], p_n integer[], p_token bigint[], p_from text[], p_outcome text[], p_output jsonb[], p_output_ref jsonb[], p_error jsonb[], p_retry_ms bigint[], p_handled boolean[], p_sink boolean[], p_d_owner integer[], p_d_n integer[], p_d_decided integer[], p_d_fired integer[], p_d_urgent integer[], p_d_take boolean[], p_session uuid, p_take_token bigint)
 RETURNS TABLE(kind text, owner integer, tenant_id uuid, run_id uuid, n integer, attempt integer, queue text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_ok int[];        -- indexes of own rows that changed
  v_moved jsonb[];   -- tasks that became ready: [tenant, run, n, status, attempt, queue, token]
  v_decided jsonb[]; -- tasks that can no longer run: [kind, tenant, run, n]
  v_ended jsonb[];   -- runs that changed: [kind, tenant, run, status]
BEGIN
  -- Locked first, decided afterwards in new statements: each sees what the lock waited for.
  PERFORM 1
  FROM maestro_tasks t
  JOIN (
    SELECT o.tenant_id, o.run_id, o.n FROM unnest(p_tenant, p_run, p_n) AS o (tenant_id, run_id, n)
    UNION
    SELECT p_tenant[d.owner], p_run[d.owner], d.n FROM unnest(p_d_owner, p_d_n) AS d (owner, n)
  ) k ON t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n
  ORDER BY t.tenant_id, t.run_id, t.n
  FOR UPDATE OF t;

  WITH own AS (
    SELECT *
    FROM unnest(p_tenant, p_run, p_n, p_token, p_from, p_outcome, p_output, p_output_ref, p_error, p_retry_ms)
      WITH ORDINALITY AS o (tenant_id, run_id, n, token, was, outcome, output, output_ref, error, retry_ms, i)
  ), done AS (
    UPDATE maestro_tasks t SET
      status = (CASE o.outcome WHEN 'retry' THEN 'waiting' WHEN 'release' THEN 'queued' WHEN 'lost' THEN 'queued'
                ELSE o.outcome END)::maestro_task_status,
      output = o.output,
      output_ref = o.output_ref,
      error = o.error,
      attempt = CASE o.outcome WHEN 'release' THEN t.attempt - 1 ELSE t.attempt END,
      deaths = CASE o.outcome WHEN 'lost' THEN t.deaths + 1 ELSE t.deaths END,
      session_id = CASE WHEN o.outcome IN ('retry', 'release', 'lost') THEN NULL ELSE t.session_id END,
      ready_at = CASE WHEN o.outcome IN ('release', 'lost') THEN v_now ELSE t.ready_at END,
      finished_at = CASE WHEN o.outcome IN ('retry', 'release', 'lost') THEN NULL ELSE v_now END
    FROM own o
    WHERE t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
      AND t.status = o.was::maestro_task_status
      AND CASE WHEN o.token IS NOT NULL THEN t.token = o.token
               WHEN o.outcome = 'skipped' THEN t.undecided = 0 AND t.fired = 0
               ELSE t.urgent = 0 END
    RETURNING o.i, o.outcome, o.retry_ms, o.was, o.error, t.tenant_id, t.run_id, t.n, t.attempt, t.token, t.started_at
  ), parked AS (
    INSERT INTO maestro_waits (tenant_id, run_id, n, reason, detail, wake_at, created_at)
    SELECT d.tenant_id, d.run_id, d.n, 'BACKOFF', jsonb_build_object('attempt', d.attempt),
           v_now + d.retry_ms * interval '1 millisecond', v_now
    FROM done d WHERE d.outcome = 'retry'
  ), unparked AS (
    DELETE FROM maestro_waits w USING done d
    WHERE d.was = 'waiting' AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
  ), tried AS (
    INSERT INTO maestro_attempts (tenant_id, run_id, n, attempt, token, outcome, started_at, finished_at, error)
    SELECT d.tenant_id, d.run_id, d.n, d.attempt, d.token,
           CASE d.outcome WHEN 'retry' THEN 'failed' ELSE 'lost' END, d.started_at, v_now, d.error
    FROM done d WHERE d.outcome IN ('retry', 'lost')
  )
  SELECT array_agg(d.i::int) INTO v_ok FROM done d;

  -- One net change a successor, however many of its predecessors are in this batch.
  WITH delta AS (
    SELECT p_tenant[d.owner] AS tenant_id, p_run[d.owner] AS run_id, d.n, sum(d.decided)::int AS decided,
           sum(d.fired)::int AS fired, sum(d.urgent)::int AS urgent, bool_or(d.take) AS take
    FROM unnest(p_d_owner, p_d_n, p_d_decided, p_d_fired, p_d_urgent, p_d_take)
      AS d (owner, n, decided, fired, urgent, take)
    JOIN unnest(v_ok) AS ok (i) ON ok.i = d.owner
    GROUP BY 1, 2, 3
  ), moved AS (
    UPDATE maestro_tasks t SET
      undecided = t.undecided - d.decided,
      fired = t.fired + d.fired,
      urgent = t.urgent + d.urgent,
      (status, ready_at, started_at, attempt, token, session_id) = (
        SELECT CASE WHEN x.taken THEN 'running' WHEN x.ready THEN 'queued' ELSE t.status END,
               CASE WHEN x.ready THEN v_now ELSE t.ready_at END,
               CASE WHEN x.taken THEN v_now ELSE t.started_at END,
               CASE WHEN x.taken THEN t.attempt + 1 ELSE t.attempt END,
               CASE WHEN x.taken THEN p_take_token ELSE t.token END,
               CASE WHEN x.taken THEN p_session ELSE t.session_id END
        FROM (SELECT y.ready, y.ready AND d.take AND r.control = 'none' AND t.urgent + d.urgent = 0 AS taken
              FROM (SELECT t.status = 'pending' AND maestro_is_ready(t.join_any, t.undecided - d.decided,
                             t.fired + d.fired, t.urgent + d.urgent, r.control IN ('cancel', 'fail')) AS ready) y) x)
    FROM delta d
    JOIN maestro_runs r ON r.tenant_id = d.tenant_id AND r.id = d.run_id
    WHERE t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n
    RETURNING t.tenant_id, t.run_id, t.n, t.status, t.attempt, t.queue, t.token, t.undecided, t.fired, t.join_any,
              t.ready_at
  )
  SELECT array_agg(jsonb_build_array(m.tenant_id, m.run_id, m.n, m.status, m.attempt, m.queue, m.token))
           FILTER (WHERE m.status IN ('queued', 'running') AND m.ready_at = v_now),
         array_agg(jsonb_build_array(CASE WHEN m.fired = 0 THEN 'skip' ELSE 'cancel' END, m.tenant_id, m.run_id, m.n))
           FILTER (WHERE m.status = 'pending' AND (m.undecided = 0 OR m.join_any AND m.fired > 0))
  INTO v_moved, v_decided
  FROM moved m;

  -- Runs: only those in which a sink ended or something failed.
  PERFORM 1
  FROM maestro_runs r
  JOIN (
    SELECT DISTINCT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS id FROM unnest(v_ok) AS ok (i)
    WHERE p_outcome[ok.i] NOT IN ('retry', 'release', 'lost') AND (p_sink[ok.i] OR p_outcome[ok.i] = 'failed')
  ) k ON r.tenant_id = k.tenant_id AND r.id = k.id
  ORDER BY r.tenant_id, r.id
  FOR UPDATE OF r;

  IF FOUND THEN
    WITH ended AS (
      SELECT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS id,
             count(*) FILTER (WHERE p_sink[ok.i])::int AS sinks,
             count(*) FILTER (WHERE p_outcome[ok.i] = 'failed' AND p_handled[ok.i])::int AS tolerated,
             min(p_n[ok.i]) FILTER (WHERE p_outcome[ok.i] = 'failed' AND NOT p_handled[ok.i]) AS failed
      FROM unnest(v_ok) AS ok (i)
      WHERE p_outcome[ok.i] NOT IN ('retry', 'release', 'lost') AND (p_sink[ok.i] OR p_outcome[ok.i] = 'failed')
      GROUP BY 1, 2
    ), changed AS (
      UPDATE maestro_runs r SET
        open_sinks = r.open_sinks - e.sinks,
        tolerated = r.tolerated + e.tolerated,
        failed_task = coalesce(r.failed_task, e.failed),
        (control, status, finished_at) = (
          SELECT x.control,
                 CASE WHEN NOT x.over THEN r.status ELSE maestro_run_outcome(x.control, r.tolerated + e.tolerated) END,
                 CASE WHEN x.over THEN v_now END
          FROM (SELECT y.control,
                       r.open_sinks = e.sinks AND (NOT r.finalizer OR y.control IN ('cancel', 'fail'))
                         AND NOT EXISTS (SELECT 1 FROM maestro_tasks t
                                         WHERE t.tenant_id = r.tenant_id AND t.run_id = r.id AND t.finished_at IS NULL)
                       AS over
                FROM (SELECT CASE WHEN e.failed IS NOT NULL AND r.control IN ('none', 'pause') THEN 'fail'
                             ELSE r.control END AS control) y) x)
      FROM ended e
      WHERE r.tenant_id = e.tenant_id AND r.id = e.id AND r.finished_at IS NULL
      RETURNING r.tenant_id, r.id, r.status, r.finished_at, r.open_sinks, e.failed
    )
    SELECT array_agg(jsonb_build_array(
             CASE WHEN c.finished_at IS NOT NULL THEN 'ended' WHEN c.open_sinks = 0 THEN 'final'
                  WHEN c.failed IS NOT NULL THEN 'winding' END,
             c.tenant_id, c.id, c.status))
    INTO v_ended FROM changed c;
  END IF;

  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  SELECT s.tenant_id, s.run_id, v_now, 'tasks', jsonb_agg(s.step ORDER BY s.n)
  FROM (
    SELECT t.tenant_id, t.run_id, t.n,
           jsonb_build_array(t.n, p_from[ok.i], t.status, p_token[ok.i], t.attempt) AS step
    FROM unnest(v_ok) AS ok (i)
    JOIN maestro_tasks t ON t.tenant_id = p_tenant[ok.i] AND t.run_id = p_run[ok.i] AND t.n = p_n[ok.i]
    UNION ALL
    SELECT (m.row ->> 0)::uuid, (m.row ->> 1)::uuid, (m.row ->> 2)::int,
           jsonb_build_array(m.row -> 2, 'pending', m.row -> 3, CASE m.row ->> 3 WHEN 'running' THEN m.row -> 6 END, m.row -> 4)
    FROM unnest(v_moved) AS m (row)
  ) s
  GROUP BY 1, 2
  ORDER BY 1, 2;

  INSERT INTO maestro_events (tenant_id, run_id, at, type, data)
  SELECT (e.row ->> 1)::uuid, (e.row ->> 2)::uuid, v_now, 'run.finished', jsonb_build_object('status', e.row -> 3)
  FROM unnest(v_ended) AS e (row) WHERE e.row ->> 0 = 'ended'
  ORDER BY 1, 2;

  RETURN QUERY
    SELECT CASE WHEN ok.i IS NOT NULL THEN 'done' WHEN t.token = o.token THEN 'already' ELSE 'stale' END,
           o.i::int, o.tenant_id, o.run_id, o.n, t.attempt, t.queue
    FROM unnest(p_tenant, p_run, p_n, p_token) WITH ORDINALITY AS o (tenant_id, run_id, n, token, i)
    LEFT JOIN unnest(v_ok) AS ok (i) ON ok.i = o.i
    LEFT JOIN maestro_tasks t ON t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
    UNION ALL
    SELECT 'queued', NULL, t.tenant_id, t.run_id, t.n, t.attempt, t.queue
    FROM unnest(v_ok) AS ok (i)
    JOIN maestro_tasks t ON t.tenant_id = p_tenant[ok.i] AND t.run_id = p_run[ok.i] AND t.n = p_n[ok.i]
    WHERE p_outcome[ok.i] IN ('release', 'lost')
    UNION ALL
    SELECT CASE m.row ->> 3 WHEN 'running' THEN 'taken' ELSE 'queued' END, NULL, (m.row ->> 0)::uuid, (m.row ->> 1)::uuid,
           (m.row ->> 2)::int, (m.row ->> 4)::int, m.row ->> 5
    FROM unnest(v_moved) AS m (row)
    UNION ALL
    SELECT d.row ->> 0, NULL, (d.row ->> 1)::uuid, (d.row ->> 2)::uuid, (d.row ->> 3)::int, NULL, NULL
    FROM unnest(v_decided) AS d (row)
    UNION ALL
    SELECT e.row ->> 0, NULL, (e.row ->> 1)::uuid, (e.row ->> 2)::uuid, NULL, NULL, e.row ->> 3
    FROM unnest(v_ended) AS e (row) WHERE e.row ->> 0 IS NOT NULL;
END $function$;

CREATE FUNCTION maestro_complete_v2(p_tenant uuid[], p_run uuid[], p_n integer[], p_token bigint[], p_from text[], p_outcome text[], p_output jsonb[], p_output_ref jsonb[], p_error jsonb[], p_wait_ms bigint[], p_wait jsonb[], p_handled boolean[], p_sink boolean[], p_parent integer[], p_scope integer[], p_d_owner integer[], p_d_n integer[], p_d_decided integer[], p_d_fired integer[], p_d_urgent integer[], p_d_take boolean[], p_held text[], p_slots boolean, p_session uuid, p_take_token bigint)
 RETURNS TABLE(kind text, owner integer, n integer, attempt integer, queue text, other uuid)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  -- Outcomes that do not end the task.
  c_open CONSTANT text[] := '{retry,park,release,lost,lost_alone}';
  v_now timestamptz;
  v_done maestro_step[];     -- own rows that changed
  v_ok int[];                -- their indexes
  v_moved maestro_step[];    -- successors that became ready
  v_workless maestro_step[]; -- successors that end without any work
  v_frames maestro_step[];
  v_ended maestro_step[];
  v_freed maestro_step[];
  v_slotted boolean;         -- a run ended that held a slot
  v_failed_items int[];      -- own rows whose item has failed
BEGIN
  -- Locked first, decided afterwards in new statements: each sees what the lock waited for.
  PERFORM 1
  FROM maestro_tasks t
  JOIN (
    SELECT o.tenant_id, o.run_id, o.n FROM unnest(p_tenant, p_run, p_n) AS o (tenant_id, run_id, n)
    UNION
    SELECT p_tenant[d.owner], p_run[d.owner], d.n FROM unnest(p_d_owner, p_d_n) AS d (owner, n)
    UNION
    SELECT o.tenant_id, o.run_id, o.scope
    FROM unnest(p_tenant, p_run, p_scope, p_outcome, p_handled) AS o (tenant_id, run_id, scope, outcome, handled)
    WHERE o.scope IS NOT NULL AND o.outcome = 'failed' AND NOT o.handled
  ) k ON t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n
  ORDER BY t.tenant_id, t.run_id, t.n
  FOR NO KEY UPDATE OF t;
  -- Behind the locks, and so behind the end of whatever they waited for.
  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);

  WITH done AS (
    UPDATE maestro_tasks t SET
      status = (CASE o.outcome WHEN 'retry' THEN 'waiting' WHEN 'park' THEN 'waiting' WHEN 'release' THEN 'queued'
                WHEN 'lost' THEN 'queued' WHEN 'lost_alone' THEN 'queued' WHEN 'omitted' THEN 'skipped'
                ELSE o.outcome END)::maestro_task_status,
      output = o.output,
      output_ref = o.output_ref,
      error = o.error,
      attempt = CASE o.outcome WHEN 'release' THEN t.attempt - 1 ELSE t.attempt END,
      deaths = CASE o.outcome WHEN 'lost' THEN t.deaths + 1 ELSE t.deaths END,
      alone_deaths = CASE o.outcome WHEN 'lost_alone' THEN t.alone_deaths + 1 ELSE t.alone_deaths END,
      session_id = CASE WHEN o.outcome = ANY (c_open) THEN NULL ELSE t.session_id END,
      ready_at = CASE WHEN o.outcome IN ('release', 'lost', 'lost_alone') THEN v_now ELSE t.ready_at END,
      finished_at = CASE WHEN o.outcome = ANY (c_open) THEN NULL ELSE v_now END
    FROM unnest(p_tenant, p_run, p_n, p_token, p_from, p_outcome, p_output, p_output_ref, p_error)
      WITH ORDINALITY AS o (tenant_id, run_id, n, token, was, outcome, output, output_ref, error, i)
    WHERE t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
      AND t.status = o.was::maestro_task_status
      AND CASE WHEN o.token IS NOT NULL THEN t.token = o.token
               WHEN o.outcome = 'skipped' THEN t.undecided = 0 AND t.fired = 0
               WHEN o.outcome = 'cancelled' THEN t.urgent = 0
               ELSE true END
    RETURNING o.i, o.was, t.tenant_id, t.run_id, t.n, t.status, t.attempt, t.token, t.queue, t.failing
  )
  SELECT array_agg((d.i, d.tenant_id, d.run_id, d.n, d.was, d.status, d.token, d.attempt, d.queue)::maestro_step),
         array_agg(d.i::int),
         array_agg(d.i::int) FILTER (WHERE d.failing)
  INTO v_done, v_ok, v_failed_items FROM done d;

  -- What does not end, and what ends a wait, is rare enough to cost others nothing.
  IF p_outcome && c_open OR 'waiting' = ANY (p_from) THEN
    WITH parked AS (
      INSERT INTO maestro_waits (tenant_id, run_id, n, reason, key, detail, wake_at, created_at)
      SELECT d.tenant_id, d.run_id, d.n, p_wait[d.owner] ->> 'reason', p_wait[d.owner] ->> 'key', p_wait[d.owner] -> 'detail',
             coalesce(v_now + p_wait_ms[d.owner] * interval '1 millisecond', 'infinity'), v_now
      FROM unnest(v_done) AS d WHERE p_outcome[d.owner] IN ('retry', 'park')
      ON CONFLICT (tenant_id, run_id, n) DO UPDATE
        SET reason = excluded.reason, key = excluded.key, detail = excluded.detail, wake_at = excluded.wake_at,
            created_at = excluded.created_at
    ), unparked AS (
      DELETE FROM maestro_waits w USING unnest(v_done) AS d
      WHERE d.was = 'waiting' AND p_outcome[d.owner] NOT IN ('retry', 'park')
        AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
    )
    INSERT INTO maestro_attempts (tenant_id, run_id, n, attempt, token, outcome, started_at, finished_at, error)
    SELECT d.tenant_id, d.run_id, d.n, d.attempt, d.token, CASE p_outcome[d.owner] WHEN 'retry' THEN 'failed' ELSE 'lost' END,
           t.started_at, v_now, p_error[d.owner]
    FROM unnest(v_done) AS d
    JOIN maestro_tasks t ON t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n
    WHERE p_outcome[d.owner] IN ('retry', 'lost', 'lost_alone')
    -- What was parked and retried from its wait has the row of its attempt already.
    ON CONFLICT DO NOTHING;
  END IF;
  IF 'ready' = ANY (p_from) THEN
    DELETE FROM maestro_backlog b USING unnest(v_done) AS d
    WHERE d.was = 'ready' AND b.tenant_id = d.tenant_id AND b.run_id = d.run_id AND b.n = d.n;
  END IF;

  -- What fails in an item with several tasks, and is not handled, fails the item: its last task carries the mark.
  IF 'failed' = ANY (p_outcome) AND array_remove(p_scope, NULL) <> '{}' THEN
    UPDATE maestro_tasks t SET failing = true
    FROM (SELECT DISTINCT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS run_id, p_scope[ok.i] AS n FROM unnest(v_ok) AS ok (i)
          WHERE p_scope[ok.i] IS NOT NULL AND p_outcome[ok.i] = 'failed' AND NOT p_handled[ok.i]) k
    WHERE t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n AND t.finished_at IS NULL;
  END IF;

  -- One net change a successor, however many of its predecessors are in this batch.
  IF cardinality(p_d_n) > 0 THEN
  WITH delta AS (
    SELECT p_tenant[d.owner] AS tenant_id, p_run[d.owner] AS run_id, d.n, sum(d.decided)::int AS decided,
           sum(d.fired)::int AS fired, sum(d.urgent)::int AS urgent, bool_or(d.take) AS take, max(p_scope[d.owner]) AS scope,
           coalesce(min(d.owner) FILTER (WHERE d.take), min(d.owner)) AS owner
    FROM unnest(p_d_owner, p_d_n, p_d_decided, p_d_fired, p_d_urgent, p_d_take)
      AS d (owner, n, decided, fired, urgent, take)
    JOIN unnest(v_ok) AS ok (i) ON ok.i = d.owner
    GROUP BY 1, 2, 3
  ), moved AS (
    UPDATE maestro_tasks t SET
      undecided = t.undecided - d.decided,
      fired = t.fired + d.fired,
      urgent = t.urgent + d.urgent,
      (status, ready_at, started_at, attempt, token, session_id) = (
        SELECT CASE WHEN x.taken THEN 'running' WHEN x.held THEN 'ready' WHEN x.ready THEN 'queued' ELSE t.status END,
               CASE WHEN x.ready THEN v_now ELSE t.ready_at END,
               CASE WHEN x.taken THEN v_now ELSE t.started_at END,
               CASE WHEN x.taken THEN t.attempt + 1 ELSE t.attempt END,
               CASE WHEN x.taken THEN p_take_token ELSE t.token END,
               CASE WHEN x.taken THEN p_session ELSE t.session_id END
        FROM (SELECT y.ready, z.held, y.ready AND NOT z.held AND d.take AND r.control = 'none' AND t.urgent + d.urgent = 0 AS taken
              FROM (SELECT t.status = 'pending' AND maestro_is_ready(t.join_any, t.undecided - d.decided, t.fired + d.fired,
                             t.urgent + d.urgent, r.control IN ('cancel', 'fail', 'timeout') OR coalesce(c.failing, false))
                           AS ready) y,
                   LATERAL (SELECT y.ready AND cardinality(p_held) > 0
                                       AND ARRAY[d.tenant_id || '/' || t.queue, d.tenant_id || '/*'] && p_held AS held) z) x)
    -- OFFSET 0: else the planner, which thinks runs small, may find `t` by its run, and read all of it for each delta.
    FROM delta d
    CROSS JOIN LATERAL (SELECT r.control, r.priority FROM maestro_runs r
                        WHERE r.tenant_id = d.tenant_id AND r.id = d.run_id OFFSET 0) r
    LEFT JOIN LATERAL (SELECT c.failing FROM maestro_tasks c
                       WHERE c.tenant_id = d.tenant_id AND c.run_id = d.run_id AND c.n = d.scope OFFSET 0) c ON true
    WHERE t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n
    RETURNING d.owner, t.tenant_id, t.run_id, t.n, t.status, t.attempt, t.queue, t.token, t.undecided, t.fired, t.join_any,
              t.ready_at
  )
  SELECT array_agg((m.owner, m.tenant_id, m.run_id, m.n, 'pending', m.status,
                    CASE WHEN m.status = 'running' THEN m.token END, m.attempt, m.queue)::maestro_step)
           FILTER (WHERE m.status IN ('ready', 'queued', 'running') AND m.ready_at = v_now),
         array_agg((m.owner, m.tenant_id, m.run_id, m.n, NULL, CASE WHEN m.fired = 0 THEN 'skip' ELSE 'cancel' END, NULL, NULL,
                    NULL)::maestro_step)
           FILTER (WHERE m.status = 'pending' AND (m.undecided = 0 OR m.join_any AND m.fired > 0))
  INTO v_moved, v_workless
  FROM moved m;
  END IF;
  IF cardinality(p_held) > 0 THEN
    INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
    SELECT m.queue, m.tenant_id, 9 - r.priority, v_now, m.run_id, m.n
    FROM unnest(v_moved) AS m JOIN maestro_runs r ON r.tenant_id = m.tenant_id AND r.id = m.run_id
    WHERE m.became = 'ready'
    ON CONFLICT DO NOTHING;
  END IF;

  -- Maps and loops, of which an item ended.
  IF array_remove(p_parent, NULL) <> '{}' AND true = ANY (p_sink) THEN
    PERFORM 1 FROM maestro_frames f
    JOIN (SELECT DISTINCT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS run_id, p_parent[ok.i] AS n FROM unnest(v_ok) AS ok (i)
          WHERE p_parent[ok.i] IS NOT NULL AND p_sink[ok.i]) k
      ON f.tenant_id = k.tenant_id AND f.run_id = k.run_id AND f.n = k.n
    ORDER BY f.tenant_id, f.run_id, f.n
    FOR NO KEY UPDATE OF f;
    WITH item AS (
      SELECT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS run_id, p_parent[ok.i] AS n, min(ok.i) AS owner, count(*)::int AS ended,
             count(*) FILTER (WHERE x.failed)::int AS failed, min(p_n[ok.i]) FILTER (WHERE x.failed) AS first_failed
      FROM unnest(v_ok) AS ok (i),
           LATERAL (SELECT p_outcome[ok.i] = 'failed' AND NOT p_handled[ok.i]
                           OR coalesce(ok.i = ANY (v_failed_items), false) AS failed) x
      WHERE p_parent[ok.i] IS NOT NULL AND p_sink[ok.i]
        AND p_outcome[ok.i] <> ALL (c_open)
      GROUP BY 1, 2, 3
    ), counted AS (
      UPDATE maestro_frames f SET
        open = f.open - i.ended,
        failed = f.failed + i.failed,
        first_failed = coalesce(f.first_failed, i.first_failed),
        control = CASE WHEN i.failed > 0 AND NOT f.tolerate AND f.control = 'none' THEN 'fail' ELSE f.control END
      FROM item i
      WHERE f.tenant_id = i.tenant_id AND f.run_id = i.run_id AND f.n = i.n
      RETURNING i.owner, f.n, f.open, f.control, f.created, f.count, f.max_parallel
    )
    SELECT array_agg((c.owner, NULL, NULL, c.n, NULL, 'frame', NULL, NULL, NULL)::maestro_step) INTO v_frames
    FROM counted c
    WHERE c.open = 0 OR c.control <> 'none' OR c.created < c.count AND c.open < c.max_parallel;
  END IF;

  -- Runs: only those in which a sink ended or something failed.
  IF true = ANY (p_sink) OR 'failed' = ANY (p_outcome) OR true = ANY (p_handled) THEN
  PERFORM 1
  FROM maestro_runs r
  JOIN (
    SELECT DISTINCT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS id FROM unnest(v_ok) AS ok (i)
    WHERE p_outcome[ok.i] <> ALL (c_open)
      AND (p_handled[ok.i] OR p_parent[ok.i] IS NULL AND (p_sink[ok.i] OR p_outcome[ok.i] = 'failed'))
  ) k ON r.tenant_id = k.tenant_id AND r.id = k.id
  ORDER BY r.tenant_id, r.id
  FOR NO KEY UPDATE OF r;

    WITH ended AS (
      SELECT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS id, min(ok.i) AS owner,
             count(*) FILTER (WHERE p_sink[ok.i] AND p_parent[ok.i] IS NULL)::int AS sinks,
             count(*) FILTER (WHERE p_handled[ok.i])::int AS tolerated,
             min(p_n[ok.i]) FILTER (WHERE p_outcome[ok.i] = 'failed' AND NOT p_handled[ok.i] AND p_parent[ok.i] IS NULL) AS failed
      FROM unnest(v_ok) AS ok (i)
      WHERE p_outcome[ok.i] <> ALL (c_open)
        AND (p_handled[ok.i] OR p_parent[ok.i] IS NULL AND (p_sink[ok.i] OR p_outcome[ok.i] = 'failed'))
      GROUP BY 1, 2
    ), changed AS (
      UPDATE maestro_runs r SET
        open_sinks = r.open_sinks - e.sinks,
        tolerated = r.tolerated + e.tolerated,
        failed_task = coalesce(r.failed_task, e.failed),
        (control, stop_at, status, finished_at) = (
          SELECT x.control,
                 CASE WHEN x.control <> r.control THEN v_now + r.grace_ms * interval '1 millisecond' ELSE r.stop_at END,
                 CASE WHEN NOT x.over THEN r.status ELSE maestro_run_outcome_v2(x.control, r.tolerated + e.tolerated) END,
                 CASE WHEN x.over THEN v_now END
          FROM (SELECT y.control,
                       r.open_sinks = e.sinks
                         AND NOT CASE WHEN y.control IN ('cancel', 'fail', 'timeout') THEN r.unwinder ELSE r.finalizer END
                         AND NOT EXISTS (SELECT 1 FROM maestro_tasks t
                                         WHERE t.tenant_id = r.tenant_id AND t.run_id = r.id AND t.finished_at IS NULL)
                       AS over
                FROM (SELECT CASE WHEN e.failed IS NOT NULL AND r.control IN ('none', 'pause') THEN 'fail'
                             ELSE r.control END AS control) y) x)
      FROM ended e
      -- By status: with `finished_at IS NULL` an index of all open runs would look cheap while there are few.
      WHERE r.tenant_id = e.tenant_id AND r.id = e.id AND r.status IN ('pending', 'queued', 'running')
      RETURNING e.owner, r.tenant_id, r.id, r.status, r.finished_at, r.open_sinks, e.failed, r.parent_run, r.parent_n,
                r.concurrency_key
    )
    SELECT array_agg((c.owner, c.tenant_id, c.id, c.parent_n,
                      CASE WHEN c.finished_at IS NOT NULL THEN 'ended' WHEN c.open_sinks = 0 THEN 'final'
                           WHEN c.failed IS NOT NULL THEN 'winding' END,
                      c.parent_run, NULL, NULL, c.status)::maestro_step),
           bool_or(c.finished_at IS NOT NULL AND c.concurrency_key IS NOT NULL)
    INTO v_ended, v_slotted FROM changed c;
  END IF;
  IF v_slotted THEN
    WITH unheld AS (
      DELETE FROM maestro_holds h USING unnest(v_ended) AS e
      WHERE e.was = 'ended' AND h.tenant_id = e.tenant_id AND h.run_id = e.run_id
    ), freed AS (
      DELETE FROM maestro_slots s USING unnest(v_ended) AS e
      WHERE e.was = 'ended' AND s.tenant_id = e.tenant_id AND s.run_id = e.run_id AND s.n = -1
      RETURNING e.owner, s.tenant_id, s.key
    )
    SELECT array_agg((f.owner, f.tenant_id, NULL, NULL, NULL, NULL, NULL, NULL, f.key)::maestro_step) INTO v_freed FROM freed f;
  END IF;

  IF p_slots THEN
    WITH freed AS (
      DELETE FROM maestro_slots s USING unnest(v_done) AS d
      WHERE p_outcome[d.owner] <> 'park' AND s.tenant_id = d.tenant_id AND s.run_id = d.run_id AND s.n = d.n
      RETURNING d.owner, s.tenant_id, s.key, s.kind
    )
    SELECT coalesce(v_freed, '{}') || array_agg((f.owner, f.tenant_id, NULL, NULL, NULL, NULL, NULL, NULL, f.key)::maestro_step)
    INTO v_freed FROM freed f WHERE f.kind = 'slot';
  END IF;
  IF cardinality(v_freed) > 0 THEN
    PERFORM 1 FROM maestro_slot_keys k
    JOIN (SELECT DISTINCT f.tenant_id, f.queue AS key FROM unnest(v_freed) AS f) g ON k.tenant_id = g.tenant_id AND k.key = g.key
    ORDER BY k.tenant_id, k.key
    FOR NO KEY UPDATE OF k;
    UPDATE maestro_slot_keys k SET held = k.held - g.count
    FROM (SELECT f.tenant_id, f.queue AS key, count(*)::int AS count FROM unnest(v_freed) AS f GROUP BY 1, 2) g
    WHERE k.tenant_id = g.tenant_id AND k.key = g.key;
  END IF;

  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  SELECT s.tenant_id, s.run_id, v_now, 'tasks',
         jsonb_agg(jsonb_build_array(s.n, s.was, s.became, s.token, s.attempt) ORDER BY s.n)
  FROM (SELECT * FROM unnest(v_done) UNION ALL SELECT * FROM unnest(v_moved)) s
  GROUP BY 1, 2
  ORDER BY 1, 2;

  IF v_ended IS NOT NULL THEN
    INSERT INTO maestro_events (tenant_id, run_id, at, type, data)
    SELECT e.tenant_id, e.run_id, v_now, 'run.finished', jsonb_build_object('status', e.queue)
    FROM unnest(v_ended) AS e WHERE e.was = 'ended'
    ORDER BY 1, 2;
  END IF;

  IF cardinality(v_ok) IS DISTINCT FROM cardinality(p_n) THEN
    RETURN QUERY
      SELECT CASE WHEN t.token = o.token THEN 'already' ELSE 'stale' END, o.i::int, o.n, NULL::int, NULL::text, NULL::uuid
      FROM unnest(p_tenant, p_run, p_n, p_token) WITH ORDINALITY AS o (tenant_id, run_id, n, token, i)
      LEFT JOIN maestro_tasks t ON t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
      WHERE v_ok IS NULL OR o.i <> ALL (v_ok);
  END IF;
  IF v_moved IS NOT NULL THEN
    RETURN QUERY
      SELECT CASE m.became WHEN 'running' THEN 'taken' ELSE 'queued' END, m.owner, m.n, m.attempt, m.queue, NULL::uuid
      FROM unnest(v_moved) AS m WHERE m.became <> 'ready';
  END IF;
  IF p_outcome && c_open THEN
    RETURN QUERY
      SELECT 'queued', d.owner, d.n, d.attempt, d.queue, NULL::uuid FROM unnest(v_done) AS d WHERE d.became = 'queued';
  END IF;
  IF v_workless IS NOT NULL OR v_frames IS NOT NULL THEN
    RETURN QUERY
      SELECT w.became, w.owner, w.n, NULL::int, NULL::text, NULL::uuid
      FROM (SELECT * FROM unnest(v_workless) UNION ALL SELECT * FROM unnest(v_frames)) w;
  END IF;
  IF v_ended IS NOT NULL THEN
    RETURN QUERY
      SELECT e.was, e.owner, e.n, NULL::int, e.queue, e.became::uuid FROM unnest(v_ended) AS e WHERE e.was IS NOT NULL;
  END IF;
  IF v_freed IS NOT NULL THEN
    RETURN QUERY SELECT DISTINCT 'freed', f.owner, NULL::int, NULL::int, f.queue, NULL::uuid FROM unnest(v_freed) AS f;
  END IF;
END $function$;

CREATE FUNCTION maestro_expand_v1(p_tenant uuid, p_run uuid, p_n integer, p_created integer, p_node integer[], p_undecided integer[], p_join_any boolean[], p_queue text[], p_result integer, p_rows integer, p_held text[], p_session uuid, p_take_token bigint, p_take integer)
 RETURNS TABLE(kind text, n integer, attempt integer, queue text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_frame maestro_frames;
  v_map record;
  v_winding boolean;
  v_items int;
  v_take int := p_take;
  v_made maestro_step[];
BEGIN
  SELECT f.* INTO v_frame FROM maestro_frames f
  WHERE f.tenant_id = p_tenant AND f.run_id = p_run AND f.n = p_n
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN; END IF;

  -- Read, not locked: what changes meanwhile is seen by whoever looks next.
  SELECT t.status, t.urgent, t.finished_at, t.parent_n, t.scope_n, r.control, r.priority INTO v_map
  FROM maestro_tasks t
  JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n;
  v_winding := v_map.finished_at IS NOT NULL
    OR v_map.urgent = 0 AND (
      v_map.control IN ('cancel', 'fail', 'timeout')
      OR EXISTS (SELECT FROM maestro_tasks c
                 WHERE c.tenant_id = p_tenant AND c.run_id = p_run AND c.n = v_map.scope_n AND c.failing)
      OR EXISTS (SELECT FROM maestro_frames o
                 WHERE o.tenant_id = p_tenant AND o.run_id = p_run AND o.n = v_map.parent_n AND o.control <> 'none'));

  IF v_winding AND v_frame.control = 'none' THEN
    UPDATE maestro_frames f SET control = 'cancel'
    WHERE f.tenant_id = p_tenant AND f.run_id = p_run AND f.n = p_n
    RETURNING f.control INTO v_frame.control;
  END IF;
  IF v_frame.control <> 'none' OR v_frame.created = v_frame.count THEN
    IF v_frame.open > 0 AND v_frame.control <> 'none' THEN
      RETURN QUERY SELECT 'wind', NULL::int, NULL::int, NULL::text;
    ELSIF v_frame.open = 0 AND v_map.status = 'waiting' THEN
      RETURN QUERY SELECT 'over', NULL::int, NULL::int, NULL::text;
    END IF;
    RETURN;
  END IF;
  -- Before its attempt is parked a map has no items; while its run is paused it makes none.
  IF v_map.status <> 'waiting' OR v_map.control = 'pause' OR p_created <> v_frame.created THEN RETURN; END IF;
  v_items := least(v_frame.max_parallel - v_frame.open, v_frame.count - v_frame.created, greatest(p_rows / v_frame.width, 1));
  IF v_items <= 0 THEN RETURN; END IF;
  IF p_take > 0 AND EXISTS (SELECT FROM maestro_worker_sessions s WHERE s.id = p_session AND p_take_token = ANY (s.voided)) THEN
    v_take := 0;
  END IF;

  WITH item AS (
    SELECT i.idx, v_frame.base + i.idx * v_frame.width AS first, i.idx - v_frame.created < v_take AND v_map.urgent = 0 AS wanted
    FROM generate_series(v_frame.created, v_frame.created + v_items - 1) AS i (idx)
  ), made AS (
    INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, urgent, queue, ready_at, parent_n, idx,
                               scope_n, attempt, token, session_id, started_at)
    SELECT p_tenant, p_run, i.first + (b.i - 1), b.node,
           CASE WHEN b.undecided > 0 THEN 'pending' WHEN x.held THEN 'ready' WHEN x.taken THEN 'running' ELSE 'queued'
           END::maestro_task_status,
           b.join_any, b.undecided,
           -- What belongs to an urgent map is part of it, whatever edge leads there.
           least(v_map.urgent, 1), b.queue, CASE WHEN b.undecided = 0 THEN v_now END, p_n, i.idx,
           CASE WHEN v_frame.width > 1 THEN i.first + p_result END,
           CASE WHEN x.taken THEN 1 ELSE 0 END,
           CASE WHEN x.taken THEN p_take_token END,
           CASE WHEN x.taken THEN p_session END,
           CASE WHEN x.taken THEN v_now END
    FROM item i, unnest(p_node, p_undecided, p_join_any, p_queue) WITH ORDINALITY AS b (node, undecided, join_any, queue, i),
         LATERAL (SELECT cardinality(p_held) > 0 AND ARRAY[p_tenant || '/' || b.queue, p_tenant || '/*'] && p_held AS held) h,
         LATERAL (SELECT h.held, i.wanted AND NOT h.held AND v_frame.width = 1 AS taken) x
    RETURNING n, status, attempt, token, queue
  ), waiting AS (
    INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
    SELECT m.queue, p_tenant, 9 - v_map.priority, v_now, p_run, m.n FROM made m WHERE m.status = 'ready'
  )
  SELECT array_agg((NULL, NULL, NULL, m.n, NULL, m.status, m.token, m.attempt, m.queue)::maestro_step ORDER BY m.n)
  INTO v_made FROM made m WHERE m.status <> 'pending';

  UPDATE maestro_frames f SET created = f.created + v_items, open = f.open + v_items
  WHERE f.tenant_id = p_tenant AND f.run_id = p_run AND f.n = p_n;

  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  SELECT p_tenant, p_run, v_now, 'tasks', jsonb_agg(s.step ORDER BY s.n, s.i)
  FROM (
    SELECT m.n, 1 AS i,
           jsonb_build_array(m.n, NULL, CASE m.became WHEN 'running' THEN 'queued' ELSE m.became END, NULL, 0) AS step
    FROM unnest(v_made) AS m
    UNION ALL
    SELECT m.n, 2, jsonb_build_array(m.n, 'queued', 'running', m.token, m.attempt) FROM unnest(v_made) AS m
    WHERE m.became = 'running'
  ) s;

  RETURN QUERY
    SELECT CASE m.became WHEN 'running' THEN 'taken' ELSE 'queued' END, m.n, m.attempt, m.queue
    FROM unnest(v_made) AS m WHERE m.became <> 'ready'
    UNION ALL
    SELECT 'more', NULL, NULL, NULL
    WHERE p_created IS NULL AND v_frame.created + v_items < v_frame.count AND v_frame.open + v_items < v_frame.max_parallel;
END $function$;

CREATE FUNCTION maestro_grant_v1(p_tenant uuid, p_run uuid, p_n integer, p_token bigint, p_key text, p_limit integer, p_rate text, p_rate_limit integer, p_per_ms bigint)
 RETURNS TABLE(kind text, freed boolean)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_task record;
  v_key maestro_slot_keys;
  v_rate maestro_rates;
  v_held boolean := false;   -- it was passed a slot while it waited
  v_open boolean := true;    -- it holds a slot, or may take one
  v_slack interval;
  v_step interval;
  v_turn timestamptz;        -- of its ticket
  v_wake timestamptz;        -- null: the rate limit lets it begin now
BEGIN
  SELECT t.status, t.token, t.attempt, t.urgent INTO v_task FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n
  FOR NO KEY UPDATE;
  IF NOT FOUND OR v_task.status <> 'running' OR v_task.token <> p_token THEN
    RETURN QUERY SELECT CASE WHEN v_task.status = 'waiting' AND v_task.token = p_token THEN 'parked' ELSE 'stale' END, false;
    RETURN;
  END IF;
  IF v_task.urgent = 0 AND EXISTS (SELECT FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run
                                     AND r.control IN ('cancel', 'fail', 'timeout')) THEN
    RETURN QUERY SELECT 'winding', false;
    RETURN;
  END IF;

  IF p_key IS NOT NULL THEN
    SELECT k.* INTO v_key FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = p_key FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      INSERT INTO maestro_slot_keys (tenant_id, key, slots) VALUES (p_tenant, p_key, p_limit) ON CONFLICT DO NOTHING;
      SELECT k.* INTO v_key FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = p_key FOR NO KEY UPDATE;
    END IF;
    v_held := EXISTS (SELECT FROM maestro_slots s
                      WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.key = p_key AND s.kind = 'slot');
    -- Whoever waits goes first, save those whose run stands still.
    v_open := v_held OR v_key.held < p_limit AND NOT EXISTS (
      SELECT FROM (SELECT w.run_id FROM maestro_waits w
                   WHERE w.tenant_id = p_tenant AND w.key = p_key ORDER BY w.created_at LIMIT 20) w
      JOIN maestro_runs r ON r.tenant_id = p_tenant AND r.id = w.run_id WHERE r.control = 'none');
  END IF;

  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);
  IF p_rate IS NOT NULL AND v_open THEN
    SELECT m.* INTO v_rate FROM maestro_rates m WHERE m.tenant_id = p_tenant AND m.key = p_rate FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      INSERT INTO maestro_rates (tenant_id, key, due_at) VALUES (p_tenant, p_rate, '-infinity') ON CONFLICT DO NOTHING;
      SELECT m.* INTO v_rate FROM maestro_rates m WHERE m.tenant_id = p_tenant AND m.key = p_rate FOR NO KEY UPDATE;
    END IF;
    v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);
    v_slack := least(p_per_ms / 20.0, 1000) * interval '1 millisecond';
    v_step := ceil((p_per_ms * 1000.0 + extract(epoch FROM v_slack) * 1000000) / p_rate_limit) * interval '1 microsecond';
    -- What a slower limit of before had reserved binds nobody.
    v_rate.due_at := least(v_rate.due_at, v_now + v_step + v_slack);
    SELECT s.taken_at INTO v_turn FROM maestro_slots s
    WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.key = p_rate AND s.kind = 'ticket';
    IF v_turn IS NULL THEN
      IF v_rate.turn_at > v_now OR v_rate.due_at - v_slack > v_now THEN
        v_wake := greatest(v_rate.turn_at, v_rate.due_at);
        v_rate.turn_at := v_wake + v_step;
        INSERT INTO maestro_slots (tenant_id, run_id, n, key, kind, taken_at)
        VALUES (p_tenant, p_run, p_n, p_rate, 'ticket', v_wake);
      END IF;
    ELSIF v_turn > v_now THEN
      v_wake := v_turn;
    ELSIF v_rate.due_at - v_slack > v_now THEN
      v_wake := greatest(v_rate.late_at, v_rate.due_at - v_slack);
      v_rate.late_at := v_wake + v_step;
    END IF;
    IF v_wake IS NULL THEN
      v_rate.due_at := greatest(v_rate.due_at, v_now) + v_step;
      DELETE FROM maestro_slots s
      WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.key = p_rate AND s.kind = 'ticket';
    END IF;
    UPDATE maestro_rates m SET due_at = v_rate.due_at, turn_at = v_rate.turn_at, late_at = v_rate.late_at
    WHERE m.tenant_id = p_tenant AND m.key = p_rate;
  END IF;

  IF v_open AND v_wake IS NULL THEN
    IF p_key IS NOT NULL AND NOT v_held THEN
      INSERT INTO maestro_slots (tenant_id, run_id, n, key, kind, taken_at) VALUES (p_tenant, p_run, p_n, p_key, 'slot', v_now);
    END IF;
    IF p_key IS NOT NULL AND (NOT v_held OR v_key.slots <> p_limit) THEN
      UPDATE maestro_slot_keys k SET slots = p_limit, held = k.held + CASE WHEN v_held THEN 0 ELSE 1 END
      WHERE k.tenant_id = p_tenant AND k.key = p_key;
    END IF;
    RETURN QUERY SELECT 'granted', false;
    RETURN;
  END IF;

  -- Nobody holds a slot while it waits for something else.
  IF v_held THEN
    DELETE FROM maestro_slots s WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.key = p_key;
  END IF;
  IF p_key IS NOT NULL AND (v_held OR v_key.slots <> p_limit) THEN
    UPDATE maestro_slot_keys k SET slots = p_limit, held = k.held - CASE WHEN v_held THEN 1 ELSE 0 END
    WHERE k.tenant_id = p_tenant AND k.key = p_key;
  END IF;
  UPDATE maestro_tasks t SET status = 'waiting', session_id = NULL, attempt = t.attempt - 1
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n;
  INSERT INTO maestro_waits (tenant_id, run_id, n, reason, key, detail, wake_at, created_at)
  VALUES (p_tenant, p_run, p_n, CASE WHEN v_open THEN 'RATE_LIMIT' ELSE 'CONCURRENCY' END,
          CASE WHEN v_open THEN p_rate ELSE p_key END,
          CASE WHEN v_open THEN jsonb_build_object('key', substr(p_rate, 6), 'limit', p_rate_limit, 'per_ms', p_per_ms)
               ELSE jsonb_build_object('key', substr(p_key, 6), 'limit', p_limit) END,
          coalesce(v_wake, 'infinity'), v_now)
  ON CONFLICT (tenant_id, run_id, n) DO UPDATE
    SET reason = excluded.reason, key = excluded.key, detail = excluded.detail, wake_at = excluded.wake_at,
        created_at = excluded.created_at;
  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  VALUES (p_tenant, p_run, v_now, 'tasks',
          jsonb_build_array(jsonb_build_array(p_n, 'running', 'waiting', p_token, v_task.attempt)));
  RETURN QUERY SELECT 'parked', v_held;
END $function$;

CREATE FUNCTION maestro_is_ready(join_any boolean, undecided integer, fired integer, urgent integer, winding boolean)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((fired > 0) AND (join_any OR (undecided = 0)) AND ((NOT winding) OR (urgent > 0)));

CREATE FUNCTION maestro_match_signals_v1(p_tenant uuid, p_run uuid, p_name text, p_n integer)
 RETURNS TABLE(kind text, n integer, node integer, parent_n integer, idx integer, scope_n integer, token bigint, payload jsonb)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_n int[];
BEGIN
  SELECT array_agg(l.n) INTO v_n
  FROM (
    SELECT t.n
    FROM maestro_waits w
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    WHERE w.tenant_id = p_tenant AND w.run_id = p_run AND w.reason = 'SIGNAL'
      AND (p_name IS NULL OR w.detail ->> 'name' = p_name) AND (p_n IS NULL OR w.n = p_n)
    ORDER BY t.n
    FOR NO KEY UPDATE OF t
  ) l;
  IF v_n IS NULL THEN RETURN; END IF;

  PERFORM 1 FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run FOR NO KEY UPDATE;
  SELECT array_agg(t.n) INTO v_n
  FROM maestro_tasks t
  JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
  JOIN maestro_waits w ON w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = ANY (v_n) AND t.status = 'waiting' AND w.reason = 'SIGNAL'
    AND (r.control = 'none' OR r.control <> 'pause' AND t.urgent > 0);
  IF v_n IS NULL THEN RETURN; END IF;

  -- Too late for these, whatever comes: said before anybody is given anything, so that they take nobody's turn.
  UPDATE maestro_waits w SET detail = w.detail || '{"expired": true}'
  WHERE w.tenant_id = p_tenant AND w.run_id = p_run AND w.n = ANY (v_n) AND NOT w.detail ? 'expired'
    AND (w.detail ->> 'expires_at')::timestamptz <= v_now
    AND NOT EXISTS (SELECT FROM maestro_signals s
                    WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.consumed_by = w.n)
    AND NOT EXISTS (SELECT FROM maestro_signals s
                    WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.name = w.detail ->> 'name'
                      AND s.consumed_by IS NULL AND s.created_at <= (w.detail ->> 'expires_at')::timestamptz);

  WITH waiting AS (
    SELECT w.n, w.detail ->> 'name' AS name,
           row_number() OVER (PARTITION BY w.detail ->> 'name' ORDER BY w.created_at, w.n) AS place
    FROM maestro_waits w
    WHERE w.tenant_id = p_tenant AND w.run_id = p_run AND w.n = ANY (v_n) AND NOT w.detail ? 'expired'
      AND NOT EXISTS (SELECT FROM maestro_signals s
                      WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.consumed_by = w.n)
  ), kept AS (
    SELECT g.name, k.id, row_number() OVER (PARTITION BY g.name ORDER BY k.created_at, k.id) AS place
    FROM (SELECT name, count(*) AS count FROM waiting GROUP BY 1) g,
         LATERAL (SELECT s.id, s.created_at FROM maestro_signals s
                  WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.name = g.name AND s.consumed_by IS NULL
                  ORDER BY s.created_at, s.id LIMIT g.count) k
  )
  UPDATE maestro_signals s SET consumed_by = w.n
  FROM waiting w JOIN kept k ON k.name = w.name AND k.place = w.place
  WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.id = k.id;

  -- There were fewer signals in time than tasks.
  UPDATE maestro_waits w SET detail = w.detail || '{"expired": true}'
  WHERE w.tenant_id = p_tenant AND w.run_id = p_run AND w.n = ANY (v_n) AND NOT w.detail ? 'expired'
    AND (w.detail ->> 'expires_at')::timestamptz <= v_now
    AND NOT EXISTS (SELECT FROM maestro_signals s
                    WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.consumed_by = w.n);

  RETURN QUERY
    SELECT CASE WHEN s.id IS NULL THEN 'expired' ELSE 'matched' END, t.n, t.node, t.parent_n, t.idx, t.scope_n, t.token,
           s.payload
    FROM maestro_tasks t
    JOIN maestro_waits w ON w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n
    LEFT JOIN maestro_signals s ON s.tenant_id = t.tenant_id AND s.run_id = t.run_id AND s.consumed_by = t.n
    WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = ANY (v_n) AND (s.id IS NOT NULL OR w.detail ? 'expired');
END $function$;

CREATE FUNCTION maestro_not_owned()
 RETURNS text
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'a row is not its caller''s' USING ERRCODE = 'MA001';
END $function$;

CREATE FUNCTION maestro_open_frame_v1(p_tenant uuid, p_run uuid, p_n integer, p_token bigint, p_node integer, p_kind text, p_count integer, p_width integer, p_max_parallel integer, p_tolerate boolean, p_top integer, p_most integer, p_per_chunk integer, p_items jsonb[])
 RETURNS text
 LANGUAGE plpgsql
AS $function$
DECLARE
  v_base bigint;
BEGIN
  PERFORM 1 FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n AND t.status = 'running' AND t.token = p_token
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'stale'; END IF;
  PERFORM 1 FROM maestro_frames f WHERE f.tenant_id = p_tenant AND f.run_id = p_run AND f.n = p_n;
  IF FOUND THEN RETURN 'exists'; END IF;

  SELECT coalesce(r.next_n, p_top) INTO v_base FROM maestro_runs r
  WHERE r.tenant_id = p_tenant AND r.id = p_run
  FOR NO KEY UPDATE;
  IF v_base + p_count::bigint * p_width > 2147483647 THEN RETURN 'too-many'; END IF;
  -- There are no more items than numbers: mostly that answers it.
  IF p_kind = 'map' AND v_base - p_top + p_count > p_most THEN
    PERFORM 1 FROM maestro_frames f WHERE f.tenant_id = p_tenant AND f.run_id = p_run AND f.kind = 'map'
    HAVING coalesce(sum(f.count), 0) + p_count > p_most;
    IF FOUND THEN RETURN 'too-many'; END IF;
  END IF;
  UPDATE maestro_runs r SET next_n = v_base + p_count * p_width WHERE r.tenant_id = p_tenant AND r.id = p_run;

  INSERT INTO maestro_frames (tenant_id, run_id, n, node, kind, count, base, width, per_chunk, max_parallel, tolerate)
  VALUES (p_tenant, p_run, p_n, p_node, p_kind, p_count, v_base, p_width, p_per_chunk, p_max_parallel, p_tolerate);
  INSERT INTO maestro_frame_items (tenant_id, run_id, n, chunk, items)
  SELECT p_tenant, p_run, p_n, c.i - 1, c.items FROM unnest(p_items) WITH ORDINALITY AS c (items, i);
  RETURN 'opened';
END $function$;

CREATE FUNCTION maestro_pass_budget_v1(p_tenant uuid, p_key text, p_most integer)
 RETURNS TABLE(run_id uuid, n integer, queue text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_left bigint;             -- null: as much as anybody asks for
  v_wait record;
  v_run uuid[] := '{}';
  v_n int[] := '{}';
BEGIN
  IF NOT EXISTS (SELECT FROM maestro_waits w WHERE w.tenant_id = p_tenant AND w.key = p_key) THEN RETURN; END IF;
  IF p_key = 'budget/stop' THEN
    IF EXISTS (SELECT FROM maestro_tenants t WHERE t.id = p_tenant AND t.spending <> 'on') THEN RETURN; END IF;
  ELSE
    -- Passers take turns, as for slots. An account that is gone binds nobody.
    SELECT b.cap - b.reserved - CASE WHEN b.period_end <= v_now THEN 0 ELSE b.spent END INTO v_left FROM maestro_budgets b
    WHERE b.tenant_id = p_tenant AND b.id = substr(p_key, 8)::uuid
    FOR NO KEY UPDATE;
    IF v_left <= 0 THEN RETURN; END IF;
  END IF;
  FOR v_wait IN
    SELECT w.run_id, w.n, (w.detail ->> 'needed')::bigint AS needed FROM maestro_waits w
    JOIN maestro_runs r ON r.tenant_id = w.tenant_id AND r.id = w.run_id
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    WHERE w.tenant_id = p_tenant AND w.key = p_key AND t.status = 'waiting' AND (r.control IN ('none', 'pause') OR t.urgent > 0)
      -- Those that need more than all of it are not even locked: they may be many.
      AND (v_left IS NULL OR (w.detail ->> 'needed')::bigint <= v_left)
    ORDER BY w.created_at, w.run_id, w.n
    LIMIT p_most
    FOR NO KEY UPDATE OF t SKIP LOCKED
  LOOP
    IF v_left < v_wait.needed THEN CONTINUE; END IF;
    v_left := v_left - v_wait.needed;
    v_run := v_run || v_wait.run_id;
    v_n := v_n || v_wait.n;
  END LOOP;

  RETURN QUERY
  WITH moved AS (
    UPDATE maestro_tasks t SET status = 'queued', ready_at = v_now
    FROM unnest(v_run, v_n) AS l (run_id, n)
    WHERE t.tenant_id = p_tenant AND t.run_id = l.run_id AND t.n = l.n AND t.status = 'waiting'
      -- Its wait may have been another by the time it was locked.
      AND EXISTS (SELECT FROM maestro_waits w WHERE w.tenant_id = p_tenant AND w.run_id = l.run_id AND w.n = l.n AND w.key = p_key)
    RETURNING t.run_id, t.n, t.attempt, t.queue
  ), unparked AS (
    DELETE FROM maestro_waits w USING moved m WHERE w.tenant_id = p_tenant AND w.run_id = m.run_id AND w.n = m.n
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT p_tenant, m.run_id, v_now, 'tasks',
           jsonb_agg(jsonb_build_array(m.n, 'waiting', 'queued', NULL, m.attempt) ORDER BY m.n)
    FROM moved m GROUP BY m.run_id
  )
  SELECT m.run_id, m.n, m.queue FROM moved m;
END $function$;

CREATE FUNCTION maestro_pass_run_slots_v1(p_tenant uuid, p_key text, p_limit integer, p_most integer, p_held text[])
 RETURNS TABLE(run_id uuid, n integer, queue text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_free int;
  v_run uuid[];
BEGIN
  IF p_limit IS NOT NULL THEN
    INSERT INTO maestro_slot_keys AS k (tenant_id, key, slots) VALUES (p_tenant, p_key, p_limit)
    ON CONFLICT (tenant_id, key) DO UPDATE SET slots = excluded.slots WHERE k.slots <> excluded.slots;
  END IF;
  SELECT least(k.slots - k.held, p_most) INTO v_free FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = p_key;
  IF v_free IS NULL OR v_free <= 0 THEN RETURN; END IF;
  -- Passers take turns: one that waited for tasks of an older snapshot would hold them just when they are claimed, and a claim
  -- skips what others hold.
  PERFORM pg_advisory_xact_lock(hashtextextended(p_tenant || p_key, 0));
  SELECT array_agg(l.run_id ORDER BY l.run_id) INTO v_run
  FROM (
    SELECT h.run_id FROM maestro_holds h
    JOIN maestro_runs r ON r.tenant_id = h.tenant_id AND r.id = h.run_id
    WHERE h.tenant_id = p_tenant AND h.key = p_key AND h.reason = 'CONCURRENCY' AND r.status = 'pending' AND r.control = 'none'
    ORDER BY h.rank, h.created_at, h.run_id
    LIMIT v_free
  ) l;
  IF v_run IS NULL THEN RETURN; END IF;

  -- Those that would be ready were their run not held carry the time at which they would have been.
  PERFORM 1 FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = ANY (v_run) AND t.status = 'pending' AND t.ready_at IS NOT NULL
  ORDER BY t.tenant_id, t.run_id, t.n
  FOR NO KEY UPDATE;
  PERFORM 1 FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = ANY (v_run)
  ORDER BY r.tenant_id, r.id
  FOR NO KEY UPDATE;
  SELECT k.slots - k.held INTO v_free FROM maestro_slot_keys k
  WHERE k.tenant_id = p_tenant AND k.key = p_key
  FOR NO KEY UPDATE;
  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);

  RETURN QUERY
  WITH chosen AS (
    SELECT h.run_id FROM maestro_holds h
    JOIN maestro_runs r ON r.tenant_id = h.tenant_id AND r.id = h.run_id
    WHERE h.tenant_id = p_tenant AND h.run_id = ANY (v_run) AND h.key = p_key AND h.reason = 'CONCURRENCY'
      AND r.status = 'pending' AND r.control = 'none'
    ORDER BY h.rank, h.created_at, h.run_id
    LIMIT greatest(v_free, 0)
  ), run AS (
    UPDATE maestro_runs r SET status = 'queued' FROM chosen c
    WHERE r.tenant_id = p_tenant AND r.id = c.run_id
    RETURNING r.id, r.priority
  ), freed AS (
    DELETE FROM maestro_holds h USING run WHERE h.tenant_id = p_tenant AND h.run_id = run.id
  ), given AS (
    INSERT INTO maestro_slots (tenant_id, run_id, n, key, kind, taken_at)
    SELECT p_tenant, run.id, -1, p_key, 'slot', v_now FROM run
  ), counted AS (
    UPDATE maestro_slot_keys k SET held = k.held + g.count
    FROM (SELECT count(*)::int AS count FROM run) g
    WHERE k.tenant_id = p_tenant AND k.key = p_key AND g.count > 0
  ), begun AS (
    UPDATE maestro_tasks t SET
      status = CASE WHEN cardinality(p_held) > 0 AND ARRAY[p_tenant || '/' || t.queue, p_tenant || '/*'] && p_held THEN 'ready' ELSE 'queued'
               END::maestro_task_status,
      ready_at = v_now
    FROM run
    WHERE t.tenant_id = p_tenant AND t.run_id = run.id AND t.status = 'pending' AND t.ready_at IS NOT NULL
    RETURNING t.run_id, t.n, t.queue, t.status, t.attempt, run.priority
  ), waiting AS (
    INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
    SELECT b.queue, p_tenant, 9 - b.priority, v_now, b.run_id, b.n FROM begun b WHERE b.status = 'ready'
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT p_tenant, b.run_id, v_now, 'tasks', jsonb_agg(jsonb_build_array(b.n, 'pending', b.status, NULL, b.attempt) ORDER BY b.n)
    FROM begun b GROUP BY b.run_id
  )
  SELECT run.id, b.n, b.queue FROM run LEFT JOIN begun b ON b.run_id = run.id AND b.status = 'queued';
END $function$;

CREATE FUNCTION maestro_pass_slots_v1(p_tenant uuid, p_key text, p_most integer)
 RETURNS TABLE(kind text, run_id uuid, n integer, queue text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_free int;
  v_run uuid[];
  v_n int[];
BEGIN
  -- Read without a lock first: nearly always there is nothing to pass on, or nobody to pass it to.
  SELECT least(k.slots - k.held, p_most) INTO v_free FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = p_key;
  IF v_free IS NULL OR v_free <= 0 THEN RETURN; END IF;
  -- Passers take turns: one that found tasks of an older snapshot would hold them just when they are claimed, and a claim
  -- skips what others hold. With the key in hand nobody is waited for.
  SELECT least(k.slots - k.held, p_most) INTO v_free FROM maestro_slot_keys k
  WHERE k.tenant_id = p_tenant AND k.key = p_key
  FOR NO KEY UPDATE;
  IF v_free <= 0 THEN RETURN; END IF;
  SELECT array_agg(l.run_id), array_agg(l.n) INTO v_run, v_n
  FROM (
    SELECT t.run_id, t.n
    FROM maestro_waits w
    JOIN maestro_runs r ON r.tenant_id = w.tenant_id AND r.id = w.run_id
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    WHERE w.tenant_id = p_tenant AND w.key = p_key AND (r.control IN ('none', 'pause') OR t.urgent > 0)
      AND t.status = 'waiting'
    ORDER BY w.created_at
    LIMIT v_free
    FOR NO KEY UPDATE OF t SKIP LOCKED
  ) l;
  IF v_run IS NULL THEN RETURN; END IF;

  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);

  RETURN QUERY
  WITH line AS (
    SELECT w.run_id, w.n, r.control = 'pause' AS paused,
           row_number() OVER (PARTITION BY r.control = 'pause' ORDER BY w.created_at, w.run_id, w.n) AS place
    FROM unnest(v_run, v_n) AS l (run_id, n)
    JOIN maestro_waits w ON w.tenant_id = p_tenant AND w.run_id = l.run_id AND w.n = l.n AND w.key = p_key
    JOIN maestro_runs r ON r.tenant_id = p_tenant AND r.id = l.run_id
  ), moved AS (
    UPDATE maestro_tasks t SET status = 'queued', ready_at = v_now
    FROM line l
    WHERE t.tenant_id = p_tenant AND t.run_id = l.run_id AND t.n = l.n AND t.status = 'waiting' AND (l.paused OR l.place <= v_free)
    RETURNING t.run_id, t.n, t.attempt, t.queue, l.paused
  ), unparked AS (
    DELETE FROM maestro_waits w USING moved m WHERE w.tenant_id = p_tenant AND w.run_id = m.run_id AND w.n = m.n
  ), given AS (
    INSERT INTO maestro_slots (tenant_id, run_id, n, key, kind, taken_at)
    SELECT p_tenant, m.run_id, m.n, p_key, 'slot', v_now FROM moved m WHERE NOT m.paused
  ), counted AS (
    UPDATE maestro_slot_keys k SET held = k.held + g.count
    FROM (SELECT count(*)::int AS count FROM moved m WHERE NOT m.paused) g
    WHERE k.tenant_id = p_tenant AND k.key = p_key AND g.count > 0
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT p_tenant, m.run_id, v_now, 'tasks',
           jsonb_agg(jsonb_build_array(m.n, 'waiting', 'queued', NULL, m.attempt) ORDER BY m.n)
    FROM moved m GROUP BY m.run_id
  )
  SELECT CASE WHEN m.paused THEN 'paused' ELSE 'queued' END, m.run_id, m.n, m.queue FROM moved m;
END $function$;

CREATE FUNCTION maestro_period(p_period text, p_timezone text, p_at timestamp with time zone, OUT starts timestamp with time zone, OUT ends timestamp with time zone)
 RETURNS record
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ROW(CASE p_period WHEN 'total'::text THEN '-infinity'::timestamp with time zone ELSE (date_trunc(p_period, (p_at AT TIME ZONE p_timezone)) AT TIME ZONE p_timezone) END, CASE p_period WHEN 'total'::text THEN 'infinity'::timestamp with time zone ELSE ((date_trunc(p_period, (p_at AT TIME ZONE p_timezone)) + (('1 '::text || p_period))::interval) AT TIME ZONE p_timezone) END);

CREATE FUNCTION maestro_price_of(p_input bigint, p_output bigint, p_call bigint, p_in numeric, p_out numeric)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ceil((((((p_input)::numeric * p_in) + ((p_output)::numeric * p_out)) + (p_call)::numeric) / 1000.0));

CREATE FUNCTION maestro_release_hold_v1(p_tenant uuid, p_run uuid, p_key_detail jsonb, p_held text[])
 RETURNS TABLE(kind text, n integer, queue text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_run maestro_runs;
BEGIN
  -- Those that would be ready were their run not held carry the time at which they would have been.
  PERFORM 1 FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.status = 'pending' AND t.ready_at IS NOT NULL
  ORDER BY t.n
  FOR NO KEY UPDATE;
  SELECT r.* INTO v_run FROM maestro_runs r
  WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.status = 'pending' AND r.control = 'none'
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);

  IF v_run.concurrency_key IS NOT NULL THEN
    UPDATE maestro_holds h SET reason = 'CONCURRENCY', key = v_run.concurrency_key, detail = p_key_detail, wake_at = 'infinity'
    WHERE h.tenant_id = p_tenant AND h.run_id = p_run AND h.reason <> 'CONCURRENCY';
    IF FOUND THEN RETURN QUERY SELECT 'line', NULL::int, NULL::text; END IF;
    RETURN;
  END IF;

  DELETE FROM maestro_holds h WHERE h.tenant_id = p_tenant AND h.run_id = p_run;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE maestro_runs r SET status = 'queued' WHERE r.tenant_id = p_tenant AND r.id = p_run;
  RETURN QUERY
  WITH begun AS (
    UPDATE maestro_tasks t SET
      status = CASE WHEN cardinality(p_held) > 0 AND ARRAY[p_tenant || '/' || t.queue, p_tenant || '/*'] && p_held THEN 'ready' ELSE 'queued'
               END::maestro_task_status,
      ready_at = v_now
    WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.status = 'pending' AND t.ready_at IS NOT NULL
    RETURNING t.n, t.queue, t.status, t.attempt
  ), waiting AS (
    INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
    SELECT b.queue, p_tenant, 9 - v_run.priority, v_now, p_run, b.n FROM begun b WHERE b.status = 'ready'
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT p_tenant, p_run, v_now, 'tasks', jsonb_agg(jsonb_build_array(b.n, 'pending', b.status, NULL, b.attempt) ORDER BY b.n)
    FROM begun b HAVING count(*) > 0
  )
  SELECT 'begun', b.n, b.queue FROM (SELECT 1) one LEFT JOIN begun b ON b.status = 'queued';
END $function$;

CREATE FUNCTION maestro_reserve_call_v1(p_tenant uuid, p_call uuid, p_node text, p_handler text, p_model text, p_tokens bigint)
 RETURNS TABLE(kind text, amount bigint, detail jsonb)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_price record;
  v_amount bigint;
  v_account record;
  v_ids uuid[] := '{}';
BEGIN
  IF EXISTS (SELECT FROM maestro_tenants t WHERE t.id = p_tenant AND t.spending <> 'on') THEN
    RETURN QUERY SELECT 'stopped', NULL::bigint, NULL::jsonb;
    RETURN;
  END IF;
  SELECT p.version, p.input_nanos, p.output_nanos, p.call_nanos INTO v_price FROM (
    SELECT 0 AS rank, o.* FROM maestro_prices o WHERE o.tenant_id = p_tenant AND o.model = p_model
    UNION ALL
    SELECT 1, p_tenant, d.* FROM maestro_default_prices d WHERE d.model = p_model) p
  ORDER BY p.rank, p.version DESC LIMIT 1;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'unpriced', NULL::bigint, NULL::jsonb;
    RETURN;
  END IF;
  v_amount := maestro_price_of(v_price.input_nanos, v_price.output_nanos, v_price.call_nanos, p_tokens, 0);

  PERFORM 1 FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.subject = p_tenant ORDER BY b.id FOR NO KEY UPDATE;
  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);
  UPDATE maestro_budgets b SET spent = 0, period_start = p.starts, period_end = p.ends
  FROM maestro_budgets o CROSS JOIN LATERAL maestro_period(o.period, o.timezone, v_now) p
  WHERE o.tenant_id = p_tenant AND o.subject = p_tenant AND o.period_end <= v_now
    AND b.tenant_id = o.tenant_id AND b.id = o.id;
  FOR v_account IN
    SELECT b.id, b.cap, b.spent, b.reserved, b.period, b.period_end FROM maestro_budgets b
    WHERE b.tenant_id = p_tenant AND b.subject = p_tenant ORDER BY b.id
  LOOP
    v_ids := v_ids || v_account.id;
    IF v_amount > v_account.cap - v_account.spent - v_account.reserved THEN
      RETURN QUERY SELECT 'short', v_amount, jsonb_build_object(
        'budget', v_account.id, 'period', v_account.period, 'cap', v_account.cap, 'spent', v_account.spent,
        'reserved', v_account.reserved, 'resets_at', nullif(v_account.period_end, 'infinity'));
      RETURN;
    END IF;
  END LOOP;
  UPDATE maestro_budgets b SET reserved = b.reserved + v_amount WHERE b.tenant_id = p_tenant AND b.id = ANY (v_ids);
  INSERT INTO maestro_reservations (tenant_id, run_id, n, token, attempt, template_id, node, handler, model, price_version,
                                    input_nanos, output_nanos, call_nanos, amount, accounts, at)
  VALUES (p_tenant, p_call, 0, 0, 1, NULL, p_node, p_handler, p_model, v_price.version,
          v_price.input_nanos, v_price.output_nanos, v_price.call_nanos, v_amount, v_ids, v_now);
  RETURN QUERY SELECT 'granted', v_amount, NULL::jsonb;
END $function$;

CREATE FUNCTION maestro_reserve_v4(p_tenant uuid, p_run uuid, p_n integer, p_token bigint, p_node text, p_handler text, p_model text, p_tokens_in bigint, p_tokens_out bigint, p_declared bigint, p_trusting boolean, p_calls integer)
 RETURNS TABLE(kind text, amount bigint, key text, freed text, detail jsonb)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_task record;
  v_tenant record;
  v_price record;
  v_template uuid;
  v_subjects uuid[];
  v_accounts uuid[];
  v_id uuid;
  v_amount numeric;
  v_slot text;
  v_account record;
  v_ids uuid[] := '{}';
  v_key text;
  v_detail jsonb;
  v_wake timestamptz;
BEGIN
  SELECT t.status, t.token, t.attempt, t.urgent INTO v_task FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n
  FOR NO KEY UPDATE;
  IF NOT FOUND OR v_task.status <> 'running' OR v_task.token <> p_token THEN
    RETURN QUERY SELECT CASE WHEN v_task.status = 'waiting' AND v_task.token = p_token THEN 'parked' ELSE 'stale' END,
                        NULL::bigint, NULL::text, NULL::text, NULL::jsonb;
    RETURN;
  END IF;
  SELECT r.amount INTO v_amount FROM maestro_reservations r
  WHERE r.tenant_id = p_tenant AND r.run_id = p_run AND r.n = p_n AND r.token = p_token;
  IF FOUND THEN
    RETURN QUERY SELECT 'granted', v_amount::bigint, NULL::text, NULL::text, NULL::jsonb;
    RETURN;
  END IF;
  IF v_task.urgent = 0 AND EXISTS (SELECT FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run
                                     AND r.control IN ('cancel', 'fail', 'timeout')) THEN
    RETURN QUERY SELECT 'winding', NULL::bigint, NULL::text, NULL::text, NULL::jsonb;
    RETURN;
  END IF;

  -- The run and the runs that wait for it, with their templates and orchestras.
  WITH RECURSIVE family AS (
    SELECT r.id, r.template_id, r.orchestra_id, r.parent_run, 0 AS depth FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run
    UNION ALL
    SELECT r.id, r.template_id, r.orchestra_id, r.parent_run, f.depth + 1
    FROM family f CROSS JOIN LATERAL (SELECT * FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = f.parent_run OFFSET 0) r
    WHERE f.depth < 64
  )
  SELECT array_agg(f.id) || array_agg(f.template_id) || array_agg(f.orchestra_id) || p_tenant, min(f.template_id::text) FILTER (WHERE f.depth = 0)
  INTO v_subjects, v_template FROM family f;

  SELECT t.spending, t.unknown_models INTO v_tenant FROM maestro_tenants t WHERE t.id = p_tenant;
  IF v_tenant.spending <> 'on' THEN
    v_key := 'budget/stop';
    v_detail := jsonb_build_object('switch', v_tenant.spending);
  END IF;

  v_amount := p_declared;
  IF p_model IS NOT NULL THEN
    SELECT p.version, p.input_nanos, p.output_nanos, p.call_nanos INTO v_price FROM (
      SELECT 0 AS rank, o.* FROM maestro_prices o WHERE o.tenant_id = p_tenant AND o.model = p_model
      UNION ALL
      SELECT 1, p_tenant, d.* FROM maestro_default_prices d WHERE d.model = p_model) p
    ORDER BY p.rank, p.version DESC LIMIT 1;
    IF FOUND THEN
      v_amount := maestro_price_of(v_price.input_nanos, v_price.output_nanos, v_price.call_nanos * p_calls, p_tokens_in, p_tokens_out);
    ELSIF p_declared IS NULL OR NOT (p_trusting OR v_tenant.unknown_models = 'declared') THEN
      RETURN QUERY SELECT 'unpriced', NULL::bigint, NULL::text, NULL::text, NULL::jsonb;
      RETURN;
    END IF;
  ELSE
    SELECT NULL::int AS version, NULL::bigint AS input_nanos, NULL::bigint AS output_nanos, NULL::bigint AS call_nanos INTO v_price;
  END IF;

  -- A slot it would have to give back stands before the accounts in the order of locks.
  SELECT s.key INTO v_slot FROM maestro_slots s
  WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.kind = 'slot';
  IF v_slot IS NOT NULL THEN
    PERFORM 1 FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = v_slot FOR NO KEY UPDATE;
  END IF;
  -- Each by its key: a list of keys is compared with every account of the tenant while the planner takes these for few.
  SELECT coalesce(array_agg(DISTINCT a.id ORDER BY a.id), '{}') INTO v_accounts
  FROM unnest(v_subjects) AS s (id)
  CROSS JOIN LATERAL (SELECT b.id FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.subject = s.id OFFSET 0) a;
  FOREACH v_id IN ARRAY v_accounts LOOP
    PERFORM 1 FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.id = v_id FOR NO KEY UPDATE;
  END LOOP;

  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);
  FOREACH v_id IN ARRAY v_accounts LOOP
    UPDATE maestro_budgets b
    SET spent = 0, (period_start, period_end) = (SELECT p.starts, p.ends FROM maestro_period(b.period, b.timezone, v_now) p)
    WHERE b.tenant_id = p_tenant AND b.id = v_id AND b.period_end <= v_now;
  END LOOP;

  FOR v_account IN
    SELECT b.id, b.scope, b.subject, b.cap, b.spent, b.reserved, b.period, b.period_end, b.on_exhausted,
           v_amount > b.cap OR b.on_exhausted = 'fail' AND v_amount > b.cap - b.spent AS hopeless
    FROM unnest(v_accounts) AS a (id)
    CROSS JOIN LATERAL (SELECT * FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.id = a.id OFFSET 0) b
    ORDER BY b.id
  LOOP
    v_ids := v_ids || v_account.id;
    IF v_amount <= v_account.cap - v_account.spent - v_account.reserved OR v_detail IS NOT NULL AND NOT v_account.hopeless THEN
      CONTINUE;
    END IF;
    v_key := 'budget/' || v_account.id;
    v_wake := nullif(v_account.period_end, 'infinity');
    v_detail := jsonb_build_object(
      'budget', v_account.id, 'scope', v_account.scope, 'subject', v_account.subject, 'period', v_account.period,
      'cap', v_account.cap, 'spent', v_account.spent, 'reserved', v_account.reserved, 'needed', v_amount::bigint, 'resets_at', v_wake);
    IF v_account.hopeless THEN
      RETURN QUERY
        SELECT 'beyond', v_amount::bigint, v_key, NULL::text,
               v_detail || jsonb_build_object('on_exhausted', v_account.on_exhausted, 'agent',
                             (SELECT a.name FROM maestro_runs r JOIN maestro_agents a ON a.tenant_id = r.tenant_id AND a.template_id = r.template_id
                              WHERE r.tenant_id = p_tenant AND r.id = v_account.subject));
      RETURN;
    END IF;
    IF v_account.on_exhausted = 'fail' THEN
      v_wake := v_now + interval '5 seconds';
    END IF;
  END LOOP;

  IF v_key IS NULL THEN
    FOREACH v_id IN ARRAY v_ids LOOP
      UPDATE maestro_budgets b SET reserved = b.reserved + v_amount::bigint WHERE b.tenant_id = p_tenant AND b.id = v_id;
    END LOOP;
    INSERT INTO maestro_reservations (tenant_id, run_id, n, token, attempt, template_id, node, handler, model, price_version,
                                      input_nanos, output_nanos, call_nanos, amount, accounts, at)
    VALUES (p_tenant, p_run, p_n, p_token, v_task.attempt, v_template, p_node, p_handler, p_model, v_price.version,
            v_price.input_nanos, v_price.output_nanos, v_price.call_nanos, v_amount::bigint, v_ids, v_now);
    RETURN QUERY SELECT 'granted', v_amount::bigint, NULL::text, NULL::text, NULL::jsonb;
    RETURN;
  END IF;

  -- Nobody holds a slot while it waits for something else.
  IF v_slot IS NOT NULL THEN
    DELETE FROM maestro_slots s WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.key = v_slot;
    UPDATE maestro_slot_keys k SET held = k.held - 1 WHERE k.tenant_id = p_tenant AND k.key = v_slot;
  END IF;
  UPDATE maestro_tasks t SET status = 'waiting', session_id = NULL, attempt = t.attempt - 1
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n;
  INSERT INTO maestro_waits (tenant_id, run_id, n, reason, key, detail, wake_at, created_at)
  VALUES (p_tenant, p_run, p_n, 'BUDGET', v_key, v_detail, coalesce(v_wake, 'infinity'), v_now)
  ON CONFLICT (tenant_id, run_id, n) DO UPDATE
    SET reason = excluded.reason, key = excluded.key, detail = excluded.detail, wake_at = excluded.wake_at,
        created_at = excluded.created_at;
  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  VALUES (p_tenant, p_run, v_now, 'tasks',
          jsonb_build_array(jsonb_build_array(p_n, 'running', 'waiting', p_token, v_task.attempt)));
  RETURN QUERY SELECT 'parked', v_amount::bigint, v_key, v_slot, v_detail;
END $function$;

CREATE FUNCTION maestro_run_outcome(control maestro_run_control, tolerated integer)
 RETURNS maestro_run_status
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN (control = 'cancel'::maestro_run_control) THEN 'cancelled'::text WHEN (control = 'fail'::maestro_run_control) THEN 'failed'::text WHEN (tolerated > 0) THEN 'completed'::text ELSE 'succeeded'::text END)::maestro_run_status;

CREATE FUNCTION maestro_run_outcome_v2(control maestro_run_control, tolerated integer)
 RETURNS maestro_run_status
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN (control = 'cancel'::maestro_run_control) THEN 'cancelled'::text WHEN (control = 'fail'::maestro_run_control) THEN 'failed'::text WHEN (control = 'timeout'::maestro_run_control) THEN 'timed_out'::text WHEN (tolerated > 0) THEN 'completed'::text ELSE 'succeeded'::text END)::maestro_run_status;

CREATE FUNCTION maestro_settle_approval_v1(p_tenant uuid, p_run uuid, p_n integer)
 RETURNS TABLE(node integer, parent_n integer, idx integer, scope_n integer, token bigint, status text, votes jsonb)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
BEGIN
  PERFORM 1 FROM maestro_approvals a WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n FOR NO KEY UPDATE;
  UPDATE maestro_approvals a SET status = 'expired', decided_at = v_now
  FROM maestro_tasks t JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
  WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n AND a.status = 'pending' AND a.expires_at <= v_now
    AND t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n AND t.status = 'waiting'
    AND (r.control = 'none' OR r.control <> 'pause' AND t.urgent > 0);

  RETURN QUERY
    SELECT t.node, t.parent_n, t.idx, t.scope_n, t.token, a.status,
           coalesce((SELECT jsonb_agg(jsonb_build_object('person', v.person, 'decision', v.decision, 'comment', v.comment,
                                                         'at', v.at) ORDER BY v.at, v.person)
                     FROM maestro_votes v WHERE v.tenant_id = p_tenant AND v.run_id = p_run AND v.n = p_n), '[]')
    FROM maestro_approvals a
    JOIN maestro_tasks t ON t.tenant_id = a.tenant_id AND t.run_id = a.run_id AND t.n = a.n
    JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
    WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n AND t.status = 'waiting'
      AND (r.control = 'none' OR r.control <> 'pause' AND t.urgent > 0);
END $function$;

CREATE FUNCTION maestro_settle_call_v1(p_tenant uuid, p_call uuid, p_kind text, p_tokens numeric, p_usage jsonb)
 RETURNS TABLE(key text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_held record;
  v_used numeric;
  v_charge bigint;
  v_flags text[] := '{}';
BEGIN
  SELECT r.* INTO v_held FROM maestro_reservations r
  WHERE r.tenant_id = p_tenant AND r.run_id = p_call AND r.n = 0 AND r.token = 0 AND r.template_id IS NULL
  FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM 1 FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.id = ANY (v_held.accounts) ORDER BY b.id FOR NO KEY UPDATE;

  v_charge := v_held.amount;
  IF p_kind = 'nothing' THEN
    v_charge := 0;
  ELSIF p_kind = 'unknown' THEN
    v_flags := '{assumed}';
  ELSE
    v_used := maestro_price_of(v_held.input_nanos, v_held.output_nanos, v_held.call_nanos, p_tokens, 0);
    IF v_used IS NULL OR p_tokens = 'NaN' OR p_tokens < 0 OR v_used > v_held.amount THEN
      v_flags := '{impossible}';
    ELSE
      v_charge := v_used;
    END IF;
  END IF;

  DELETE FROM maestro_reservations r WHERE r.tenant_id = p_tenant AND r.run_id = p_call AND r.n = 0 AND r.token = 0;
  UPDATE maestro_budgets b SET reserved = b.reserved - v_held.amount, spent = b.spent + v_charge
  WHERE b.tenant_id = p_tenant AND b.id = ANY (v_held.accounts);
  IF p_kind <> 'nothing' THEN
    INSERT INTO maestro_cost_entries (tenant_id, run_id, n, token, entry, at, attempt, template_id, node, handler, model,
                                      price_version, input_nanos, output_nanos, call_nanos, usage, amount, flags, accounts, periods)
    SELECT p_tenant, p_call, 0, 0, 'settled', clock_timestamp() + (SELECT shift FROM maestro_clock), 1, NULL, v_held.node,
           v_held.handler, v_held.model, v_held.price_version, v_held.input_nanos, v_held.output_nanos, v_held.call_nanos, p_usage,
           v_charge, v_flags, coalesce(array_agg(b.id ORDER BY b.id), '{}'), coalesce(array_agg(b.period_start ORDER BY b.id), '{}')
    FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.id = ANY (v_held.accounts);
  END IF;
  IF v_charge < v_held.amount THEN
    RETURN QUERY SELECT 'budget/' || a.id FROM unnest(v_held.accounts) AS a (id)
    WHERE EXISTS (SELECT FROM maestro_waits w WHERE w.tenant_id = p_tenant AND w.key = 'budget/' || a.id OFFSET 0);
  END IF;
END $function$;

CREATE FUNCTION maestro_settle_hold_v1(p_tenant uuid, p_run uuid, p_key text, p_on_busy text)
 RETURNS TABLE(kind text, other uuid)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_free int;
  v_other uuid;
BEGIN
  SELECT k.slots - k.held INTO v_free FROM maestro_slot_keys k
  WHERE k.tenant_id = p_tenant AND k.key = p_key
  FOR NO KEY UPDATE;
  IF v_free > 0 OR NOT EXISTS (SELECT FROM maestro_holds h WHERE h.tenant_id = p_tenant AND h.run_id = p_run) THEN
    RETURN QUERY SELECT 'none', NULL::uuid;
    RETURN;
  END IF;
  IF p_on_busy = 'coalesce' THEN
    SELECT h.run_id INTO v_other FROM maestro_holds h
    JOIN maestro_runs r ON r.tenant_id = h.tenant_id AND r.id = h.run_id
    WHERE h.tenant_id = p_tenant AND h.key = p_key AND h.run_id <> p_run AND h.detail ? 'settled' AND r.control IN ('none', 'pause')
    ORDER BY h.rank, h.created_at, h.run_id LIMIT 1;
    IF v_other IS NULL OR EXISTS (SELECT FROM maestro_holds h
                                  WHERE h.tenant_id = p_tenant AND h.run_id = p_run AND h.detail ? 'settled') THEN
      UPDATE maestro_holds h SET detail = h.detail || '{"settled": true}'
      WHERE h.tenant_id = p_tenant AND h.run_id = p_run AND NOT h.detail ? 'settled';
      v_other := NULL;
    END IF;
  END IF;
  RETURN QUERY SELECT CASE WHEN p_on_busy = 'skip' OR v_other IS NOT NULL THEN 'refuse' ELSE 'held' END, v_other;
END $function$;

CREATE FUNCTION maestro_settle_v2(p_tenant uuid[], p_run uuid[], p_n integer[], p_token bigint[], p_kind text[], p_amount numeric[], p_in numeric[], p_out numeric[], p_calls integer[], p_usage jsonb[])
 RETURNS TABLE(tenant_id uuid, key text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_tenants uuid[];
  v_accounts uuid[];
BEGIN
  PERFORM 1 FROM maestro_reservations r
  JOIN unnest(p_tenant, p_run, p_n, p_token) AS o (tenant_id, run_id, n, token)
    ON r.tenant_id = o.tenant_id AND r.run_id = o.run_id AND r.n = o.n AND r.token = o.token
  ORDER BY r.tenant_id, r.run_id, r.n
  FOR UPDATE OF r;

  -- Of what is reserved, and of what was assumed and may be lowered.
  SELECT array_agg(x.tenant_id ORDER BY x.id), array_agg(x.id ORDER BY x.id) INTO v_tenants, v_accounts
  FROM (SELECT DISTINCT o.tenant_id, a.id
  FROM unnest(p_tenant, p_run, p_n, p_token) AS o (tenant_id, run_id, n, token)
  CROSS JOIN LATERAL (
    SELECT unnest(r.accounts) AS id FROM maestro_reservations r
    WHERE r.tenant_id = o.tenant_id AND r.run_id = o.run_id AND r.n = o.n AND r.token = o.token
    UNION ALL
    SELECT unnest(e.accounts) FROM maestro_cost_entries e
    WHERE e.tenant_id = o.tenant_id AND e.run_id = o.run_id AND e.n = o.n AND e.token = o.token AND 'assumed' = ANY (e.flags)
  ) a) x;
  -- Each by its key: a list of keys is compared with every account of the tenants while the planner takes these for few.
  FOR i IN 1 .. coalesce(cardinality(v_accounts), 0) LOOP
    PERFORM 1 FROM maestro_budgets b WHERE b.tenant_id = v_tenants[i] AND b.id = v_accounts[i] FOR NO KEY UPDATE;
  END LOOP;
  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);

  RETURN QUERY
  WITH asked AS (
    SELECT o.* FROM unnest(p_tenant, p_run, p_n, p_token, p_kind, p_amount, p_in, p_out, p_calls, p_usage)
      AS o (tenant_id, run_id, n, token, kind, amount, tokens_in, tokens_out, calls, usage)
  ), ended AS (
    DELETE FROM maestro_reservations r USING asked o
    WHERE r.tenant_id = o.tenant_id AND r.run_id = o.run_id AND r.n = o.n AND r.token = o.token
    RETURNING r.*, o.usage,
              -- Tokens of a model without a price say nothing about money.
              CASE WHEN o.kind = 'tokens' AND r.input_nanos IS NULL THEN 'unknown' ELSE o.kind END AS kind,
              CASE o.kind WHEN 'amount' THEN ceil(o.amount)
                          WHEN 'tokens' THEN maestro_price_of(r.input_nanos, r.output_nanos, r.call_nanos * o.calls, o.tokens_in, o.tokens_out)
              END AS used,
              CASE WHEN o.kind = 'amount' THEN o.amount < 0 OR o.amount = 'NaN' ELSE o.tokens_in < 0 OR o.tokens_out < 0 OR o.calls < 1 END AS odd
  ), charged AS (
    SELECT e.*, 'settled' AS entry,
           CASE WHEN e.kind = 'nothing' THEN 0
                WHEN e.kind IN ('fixed', 'unknown') OR x.impossible THEN e.amount ELSE e.used::bigint END AS charge,
           CASE WHEN e.kind = 'unknown' THEN '{assumed}'::text[] WHEN x.impossible THEN '{impossible}' ELSE '{}' END AS flags
    FROM ended e, LATERAL (SELECT e.kind IN ('amount', 'tokens')
                                    AND (e.used IS NULL OR coalesce(e.odd, true) OR e.used > e.amount) AS impossible) x
  ), late AS (
    -- Proven later than settled: only an assumption can be lowered, once, and never raised.
    SELECT e.*, o.usage AS proof, x.used
    FROM asked o
    CROSS JOIN LATERAL (SELECT * FROM maestro_cost_entries e
                        WHERE e.tenant_id = o.tenant_id AND e.run_id = o.run_id AND e.n = o.n AND e.token = o.token
                          AND e.entry = 'settled' AND 'assumed' = ANY (e.flags) OFFSET 0) e
    CROSS JOIN LATERAL (SELECT CASE o.kind WHEN 'nothing' THEN 0 WHEN 'amount' THEN ceil(o.amount)
                          WHEN 'tokens' THEN maestro_price_of(e.input_nanos, e.output_nanos, e.call_nanos * o.calls, o.tokens_in, o.tokens_out)
                        END AS used) x
    WHERE x.used >= 0 AND x.used < e.amount AND (o.tokens_in IS NULL OR o.tokens_in >= 0) AND (o.tokens_out IS NULL OR o.tokens_out >= 0)
      AND (o.calls IS NULL OR o.calls > 0)
  ), lowered AS (
    INSERT INTO maestro_cost_entries (tenant_id, run_id, n, token, entry, at, attempt, template_id, node, handler, model,
                                      price_version, input_nanos, output_nanos, call_nanos, usage, amount, flags, accounts, periods)
    SELECT l.tenant_id, l.run_id, l.n, l.token, 'adjusted', v_now, l.attempt, l.template_id, l.node, l.handler, l.model,
           l.price_version, l.input_nanos, l.output_nanos, l.call_nanos, l.proof, l.used::bigint - l.amount, '{adjusted}',
           l.accounts, l.periods
    FROM late l
    ON CONFLICT DO NOTHING
    RETURNING tenant_id, run_id, amount, accounts, periods
  ), net AS (
    SELECT x.tenant_id, x.id, sum(x.reserved)::bigint AS reserved, sum(x.spent)::bigint AS spent
    FROM (SELECT c.tenant_id, unnest(c.accounts) AS id, c.amount AS reserved, c.charge AS spent FROM charged c
          UNION ALL
          -- What was assumed in a period that is over is not given back to this one.
          SELECT l.tenant_id, a.id, 0, l.amount FROM lowered l, unnest(l.accounts, l.periods) AS a (id, period)
          CROSS JOIN LATERAL (SELECT FROM maestro_budgets b
                              WHERE b.tenant_id = l.tenant_id AND b.id = a.id AND b.period_start = a.period OFFSET 0) b) x
    GROUP BY 1, 2
  ), settled AS (
    UPDATE maestro_budgets b SET reserved = b.reserved - s.reserved, spent = b.spent + s.spent
    -- They are locked: where each stands does not change.
    FROM net s
    CROSS JOIN LATERAL (SELECT o.ctid AS place FROM maestro_budgets o WHERE o.tenant_id = s.tenant_id AND o.id = s.id OFFSET 0) k
    WHERE b.ctid = k.place
    RETURNING b.tenant_id, b.id, s.reserved > s.spent AS freed
  ), written AS (
    INSERT INTO maestro_cost_entries (tenant_id, run_id, n, token, entry, at, attempt, template_id, node, handler, model,
                                      price_version, input_nanos, output_nanos, call_nanos, usage, amount, flags, accounts, periods)
    SELECT c.tenant_id, c.run_id, c.n, c.token, c.entry, v_now, c.attempt, c.template_id, c.node, c.handler, c.model,
           c.price_version, c.input_nanos, c.output_nanos, c.call_nanos, c.usage, c.charge, c.flags, p.ids, p.periods
    FROM charged c
    CROSS JOIN LATERAL (SELECT coalesce(array_agg(b.id ORDER BY b.id), '{}') AS ids,
                               coalesce(array_agg(b.period_start ORDER BY b.id), '{}') AS periods
                        FROM unnest(c.accounts) AS a (id)
                        CROSS JOIN LATERAL (SELECT b.id, b.period_start FROM maestro_budgets b
                                            WHERE b.tenant_id = c.tenant_id AND b.id = a.id OFFSET 0) b) p
    WHERE c.kind <> 'nothing'
  ), summed AS (
    INSERT INTO maestro_run_costs AS m (tenant_id, run_id, amount)
    SELECT x.tenant_id, x.run_id, sum(x.amount)
    FROM (SELECT c.tenant_id, c.run_id, c.charge AS amount FROM charged c WHERE c.kind <> 'nothing'
          UNION ALL SELECT l.tenant_id, l.run_id, l.amount FROM lowered l) x
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (tenant_id, run_id) DO UPDATE SET amount = m.amount + excluded.amount
  )
  SELECT s.tenant_id, 'budget/' || s.id FROM settled s
  WHERE s.freed AND EXISTS (SELECT FROM maestro_waits w WHERE w.tenant_id = s.tenant_id AND w.key = 'budget/' || s.id OFFSET 0);
END $function$;

CREATE FUNCTION maestro_unwind_v1(p_tenant uuid, p_run uuid, p_n integer, p_node integer, p_compensates integer, p_queue text)
 RETURNS TABLE(n integer)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
BEGIN
  PERFORM 1 FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run FOR NO KEY UPDATE;
  UPDATE maestro_runs r SET open_sinks = 1, next_n = p_n + 1
  WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.finished_at IS NULL AND r.open_sinks = 0 AND r.next_n = p_n
    AND r.control IN ('cancel', 'fail', 'timeout')
    AND NOT EXISTS (SELECT FROM maestro_tasks t
                    WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.finished_at IS NULL);
  IF NOT FOUND THEN RETURN; END IF;

  -- Urgent: it lives on although its run winds down.
  INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, fired, urgent, queue, ready_at, compensates)
  VALUES (p_tenant, p_run, p_n, p_node, 'queued', false, 0, 1, 1, p_queue, v_now, p_compensates);
  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  VALUES (p_tenant, p_run, v_now, 'tasks', jsonb_build_array(jsonb_build_array(p_n, NULL, 'queued', NULL, 0)));
  RETURN QUERY SELECT p_n;
END $function$;

CREATE FUNCTION maestro_used_tokens_v1(p_usage jsonb, p_flags text[])
 RETURNS TABLE(input double precision, output double precision)
 LANGUAGE sql
 IMMUTABLE
AS $function$
  SELECT CASE WHEN a.counted THEN greatest((p_usage ->> 'input')::float8, 0) ELSE 0 END,
         CASE WHEN a.counted THEN greatest((p_usage ->> 'output')::float8, 0) ELSE 0 END
  FROM (SELECT jsonb_typeof(p_usage -> 'input') = 'number' AND jsonb_typeof(p_usage -> 'output') = 'number'
                 AND NOT p_flags @> '{impossible}' AS counted) a
$function$;

CREATE FUNCTION maestro_vote_v3(p_tenant uuid, p_run uuid, p_n integer, p_person text, p_subject text, p_grants text[], p_decision text, p_digest text, p_comment text)
 RETURNS TABLE(answer text, status text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_question maestro_approvals;
  v_status text;
BEGIN
  SELECT a.* INTO v_question FROM maestro_approvals a
  WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN QUERY SELECT 'not-found', NULL; RETURN; END IF;
  v_status := v_question.status;
  IF NOT v_question.approvers && p_grants THEN RETURN QUERY SELECT 'not-eligible', v_status; RETURN; END IF;
  IF v_question.requested_subject = p_subject AND NOT v_question.self_approval THEN
    RETURN QUERY SELECT 'self-approval', v_status;
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM maestro_votes v
             WHERE v.tenant_id = p_tenant AND v.run_id = p_run AND v.n = p_n AND v.subject = p_subject) THEN
    RETURN QUERY SELECT 'already-voted', v_status;
    RETURN;
  END IF;
  IF v_status <> 'pending' OR v_question.expires_at <= v_now OR EXISTS (
       SELECT FROM maestro_tasks t JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
       WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n
         AND (t.finished_at IS NOT NULL OR r.control IN ('cancel', 'fail', 'timeout') AND t.urgent = 0))
     OR p_n < 0 AND NOT EXISTS (
       SELECT FROM maestro_runs r
       WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.status = 'pending' AND r.control IN ('none', 'pause')) THEN
    RETURN QUERY SELECT 'not-pending', v_status;
    RETURN;
  END IF;
  IF v_question.digest <> p_digest THEN RETURN QUERY SELECT 'digest-mismatch', v_status; RETURN; END IF;

  INSERT INTO maestro_votes (tenant_id, run_id, n, person, subject, decision, comment, at)
  VALUES (p_tenant, p_run, p_n, p_person, p_subject, p_decision, p_comment, v_now);
  v_status := CASE
    WHEN p_decision = 'reject' THEN 'rejected'
    WHEN (SELECT count(*) FROM maestro_votes v
          WHERE v.tenant_id = p_tenant AND v.run_id = p_run AND v.n = p_n AND v.decision = 'approve') >= v_question.quorum
    THEN 'approved' ELSE 'pending' END;
  IF v_status <> 'pending' THEN
    UPDATE maestro_approvals a SET status = v_status, decided_at = v_now
    WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n;
  END IF;
  INSERT INTO maestro_events (tenant_id, run_id, at, type, actor, data)
  VALUES (p_tenant, p_run, v_now, 'approval.vote', p_person,
          jsonb_build_object('task', p_n, 'decision', p_decision, 'status', v_status, 'comment', p_comment));
  INSERT INTO maestro_audit_entries (tenant_id, at, actor, action, subject, detail)
  VALUES (p_tenant, v_now, p_person, 'approval.voted', p_run || '/' || p_n,
          jsonb_build_object('decision', p_decision, 'status', v_status, 'digest', p_digest, 'person', p_subject));
  RETURN QUERY SELECT 'counted', v_status;
END $function$;

CREATE FUNCTION maestro_wake_v1(p_limit integer)
 RETURNS TABLE(tenant_id uuid, run_id uuid, n integer, queue text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_tenant uuid[];
  v_run uuid[];
  v_n int[];
BEGIN
  SELECT array_agg(l.tenant_id), array_agg(l.run_id), array_agg(l.n) INTO v_tenant, v_run, v_n
  FROM (
    SELECT t.tenant_id, t.run_id, t.n
    FROM (SELECT w.tenant_id, w.run_id, w.n FROM maestro_waits w
          WHERE w.wake_at <= maestro_now() ORDER BY w.wake_at LIMIT p_limit) w
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    ORDER BY t.tenant_id, t.run_id, t.n
    FOR UPDATE OF t SKIP LOCKED
  ) l;

  -- A task of a run that winds down stays parked: the sweep cancels it.
  RETURN QUERY
  WITH woken AS (
    UPDATE maestro_tasks t SET status = 'queued', ready_at = v_now
    FROM unnest(v_tenant, v_run, v_n) AS k (tenant_id, run_id, n)
    JOIN maestro_runs r ON r.tenant_id = k.tenant_id AND r.id = k.run_id
    WHERE t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n AND t.status = 'waiting'
      AND (r.control IN ('none', 'pause') OR t.urgent > 0)
    RETURNING t.tenant_id, t.run_id, t.n, t.queue, t.attempt
  ), gone AS (
    DELETE FROM maestro_waits w USING woken k
    WHERE w.tenant_id = k.tenant_id AND w.run_id = k.run_id AND w.n = k.n
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT k.tenant_id, k.run_id, v_now, 'tasks',
           jsonb_agg(jsonb_build_array(k.n, 'waiting', 'queued', NULL, k.attempt) ORDER BY k.n)
    FROM woken k GROUP BY 1, 2
  )
  SELECT k.tenant_id, k.run_id, k.n, k.queue FROM woken k;
END $function$;

CREATE FUNCTION maestro_wake_v2(p_limit integer)
 RETURNS TABLE(kind text, tenant_id uuid, run_id uuid, n integer, queue text, node integer, parent_n integer, idx integer, scope_n integer, token bigint, reason text, at text, template_id uuid, template_version integer)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_tenant uuid[];
  v_run uuid[];
  v_n int[];
BEGIN
  SELECT array_agg(l.tenant_id), array_agg(l.run_id), array_agg(l.n) INTO v_tenant, v_run, v_n
  FROM (
    SELECT t.tenant_id, t.run_id, t.n
    FROM (SELECT w.tenant_id, w.run_id, w.n FROM maestro_waits w
          WHERE w.wake_at <= maestro_now()
            AND w.reason IN ('BACKOFF', 'CONCURRENCY', 'RATE_LIMIT', 'TIMER', 'SIGNAL', 'APPROVAL')
          ORDER BY w.wake_at LIMIT p_limit) w
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    ORDER BY t.tenant_id, t.run_id, t.n
    FOR NO KEY UPDATE OF t SKIP LOCKED
  ) l;

  RETURN QUERY
  WITH due AS (
    SELECT t.tenant_id, t.run_id, t.n, w.reason, w.detail ->> 'at' AS at, r.template_id, r.template_version,
           CASE WHEN r.control IN ('cancel', 'fail', 'timeout') AND t.urgent = 0 THEN 'deferred'
                WHEN w.reason IN ('BACKOFF', 'CONCURRENCY', 'RATE_LIMIT') THEN 'queued'
                WHEN r.control = 'pause' THEN 'deferred' ELSE 'due' END AS kind
    -- OFFSET 0: else the planner, which thinks runs small, may find `t` by its run, and read all of it for each row.
    FROM unnest(v_tenant, v_run, v_n) AS k (tenant_id, run_id, n)
    CROSS JOIN LATERAL (SELECT * FROM maestro_tasks t
                        WHERE t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n OFFSET 0) t
    CROSS JOIN LATERAL (SELECT * FROM maestro_waits w
                        WHERE w.tenant_id = k.tenant_id AND w.run_id = k.run_id AND w.n = k.n OFFSET 0) w
    JOIN maestro_runs r ON r.tenant_id = k.tenant_id AND r.id = k.run_id
    WHERE t.status = 'waiting' AND w.wake_at <= v_now
  ), woken AS (
    UPDATE maestro_tasks t SET status = 'queued', ready_at = v_now
    FROM due d
    WHERE d.kind = 'queued' AND t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n
    RETURNING t.tenant_id, t.run_id, t.n, t.attempt
  ), gone AS (
    DELETE FROM maestro_waits w USING due d
    WHERE d.kind = 'queued' AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
  ), later AS (
    UPDATE maestro_waits w SET wake_at = v_now + interval '15 seconds' FROM due d
    WHERE d.kind = 'deferred' AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT k.tenant_id, k.run_id, v_now, 'tasks',
           jsonb_agg(jsonb_build_array(k.n, 'waiting', 'queued', NULL, k.attempt) ORDER BY k.n)
    FROM woken k GROUP BY 1, 2
  )
  SELECT d.kind, t.tenant_id, t.run_id, t.n, t.queue, t.node, t.parent_n, t.idx, t.scope_n, t.token, d.reason, d.at,
         d.template_id, d.template_version
  FROM due d JOIN maestro_tasks t ON t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n;
END $function$;

CREATE FUNCTION maestro_wake_v3(p_limit integer)
 RETURNS TABLE(kind text, tenant_id uuid, run_id uuid, n integer, queue text, node integer, parent_n integer, idx integer, scope_n integer, token bigint, reason text, at text, template_id uuid, template_version integer)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_tenant uuid[];
  v_run uuid[];
  v_n int[];
BEGIN
  SELECT array_agg(l.tenant_id), array_agg(l.run_id), array_agg(l.n) INTO v_tenant, v_run, v_n
  FROM (
    SELECT t.tenant_id, t.run_id, t.n
    FROM (SELECT w.tenant_id, w.run_id, w.n FROM maestro_waits w
          WHERE w.wake_at <= maestro_now()
            AND w.reason IN ('BACKOFF', 'CONCURRENCY', 'RATE_LIMIT', 'BUDGET', 'TIMER', 'SIGNAL', 'APPROVAL')
          ORDER BY w.wake_at LIMIT p_limit) w
    JOIN maestro_tasks t ON t.tenant_id = w.tenant_id AND t.run_id = w.run_id AND t.n = w.n
    ORDER BY t.tenant_id, t.run_id, t.n
    FOR NO KEY UPDATE OF t SKIP LOCKED
  ) l;

  RETURN QUERY
  WITH due AS (
    SELECT t.tenant_id, t.run_id, t.n, w.reason, w.detail ->> 'at' AS at, r.template_id, r.template_version,
           CASE WHEN r.control IN ('cancel', 'fail', 'timeout') AND t.urgent = 0 THEN 'deferred'
                WHEN w.reason IN ('BACKOFF', 'CONCURRENCY', 'RATE_LIMIT', 'BUDGET') THEN 'queued'
                WHEN r.control = 'pause' THEN 'deferred' ELSE 'due' END AS kind
    -- OFFSET 0: else the planner, which thinks runs small, may find `t` by its run, and read all of it for each row.
    FROM unnest(v_tenant, v_run, v_n) AS k (tenant_id, run_id, n)
    CROSS JOIN LATERAL (SELECT * FROM maestro_tasks t
                        WHERE t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n OFFSET 0) t
    CROSS JOIN LATERAL (SELECT * FROM maestro_waits w
                        WHERE w.tenant_id = k.tenant_id AND w.run_id = k.run_id AND w.n = k.n OFFSET 0) w
    JOIN maestro_runs r ON r.tenant_id = k.tenant_id AND r.id = k.run_id
    WHERE t.status = 'waiting' AND w.wake_at <= v_now
  ), woken AS (
    UPDATE maestro_tasks t SET status = 'queued', ready_at = v_now
    FROM due d
    WHERE d.kind = 'queued' AND t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n
    RETURNING t.tenant_id, t.run_id, t.n, t.attempt
  ), gone AS (
    DELETE FROM maestro_waits w USING due d
    WHERE d.kind = 'queued' AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
  ), later AS (
    UPDATE maestro_waits w SET wake_at = v_now + interval '15 seconds' FROM due d
    WHERE d.kind = 'deferred' AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
  ), told AS (
    INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
    SELECT k.tenant_id, k.run_id, v_now, 'tasks',
           jsonb_agg(jsonb_build_array(k.n, 'waiting', 'queued', NULL, k.attempt) ORDER BY k.n)
    FROM woken k GROUP BY 1, 2
  )
  SELECT d.kind, t.tenant_id, t.run_id, t.n, t.queue, t.node, t.parent_n, t.idx, t.scope_n, t.token, d.reason, d.at,
         d.template_id, d.template_version
  FROM due d JOIN maestro_tasks t ON t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n;
END $function$;

CREATE FUNCTION maestro_yield_slots_v1(p_tenant uuid, p_run uuid)
 RETURNS TABLE(key text)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
DECLARE
  v_key text[];
BEGIN
  PERFORM 1 FROM maestro_slots s
  JOIN maestro_tasks t ON t.tenant_id = s.tenant_id AND t.run_id = s.run_id AND t.n = s.n
  WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.kind = 'slot' AND t.status = 'queued'
  ORDER BY t.n
  FOR NO KEY UPDATE OF t;
  IF NOT FOUND OR NOT EXISTS (SELECT FROM maestro_runs r
                              WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.control = 'pause') THEN RETURN; END IF;
  WITH given_back AS (
    DELETE FROM maestro_slots s USING maestro_tasks t
    WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.kind = 'slot'
      AND t.tenant_id = s.tenant_id AND t.run_id = s.run_id AND t.n = s.n AND t.status = 'queued'
    RETURNING s.key
  )
  SELECT array_agg(g.key) INTO v_key FROM given_back g;
  PERFORM 1 FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = ANY (v_key) ORDER BY k.key FOR NO KEY UPDATE;
  RETURN QUERY
  UPDATE maestro_slot_keys k SET held = k.held - g.count
  FROM (SELECT f.key, count(*)::int AS count FROM unnest(v_key) AS f (key) GROUP BY 1) g
  WHERE k.tenant_id = p_tenant AND k.key = g.key
  RETURNING k.key;
END $function$;
