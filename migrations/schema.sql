-- The schema that the migrations in this folder add up to. Written by a test, never by hand: see README.md.
-- The roles maestro_app and maestro_engine belong to the server and must exist.

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
  CONSTRAINT maestro_tenants_pkey PRIMARY KEY (id),
  CONSTRAINT maestro_tenants_env_check CHECK (env ~ '^[a-z0-9]{1,16}$'::text),
  CONSTRAINT maestro_tenants_max_open_runs_check CHECK (max_open_runs > 0),
  CONSTRAINT maestro_tenants_max_running_tasks_check CHECK (max_running_tasks > 0),
  CONSTRAINT maestro_tenants_name_check CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text),
  CONSTRAINT maestro_tenants_weight_check CHECK (weight >= 1 AND weight <= 1000)
);
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
  config jsonb DEFAULT '{}'::jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  updated_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_agents_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_agents_tenant_id_name_key UNIQUE (tenant_id, name),
  CONSTRAINT maestro_agents_name_check CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,127}$'::text),
  CONSTRAINT maestro_agents_tenant_id_template_id_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES maestro_templates(tenant_id, id)
);
ALTER TABLE maestro_agents ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_agents FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_agents AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE ON maestro_agents TO maestro_app;

CREATE TABLE maestro_api_keys (
  tenant_id uuid NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  secret_hash bytea NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  CONSTRAINT maestro_api_keys_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT maestro_api_keys_id_check CHECK (id ~ '^[a-z0-9]{16}$'::text),
  CONSTRAINT maestro_api_keys_role_check CHECK (role = ANY (ARRAY['owner'::text, 'admin'::text, 'operator'::text, 'author'::text, 'viewer'::text, 'agent'::text])),
  CONSTRAINT maestro_api_keys_secret_hash_check CHECK (length(secret_hash) = 32),
  CONSTRAINT maestro_api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES maestro_tenants(id)
);
CREATE INDEX maestro_api_keys_id ON maestro_api_keys USING btree (id);
ALTER TABLE maestro_api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY presented_key ON maestro_api_keys AS PERMISSIVE FOR SELECT TO maestro_app USING (id = NULLIF(current_setting('app.key_id'::text, true), ''::text));
CREATE POLICY tenant ON maestro_api_keys AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT INSERT, SELECT, UPDATE ON maestro_api_keys TO maestro_app;

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
  CONSTRAINT maestro_runs_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT child_has_parent CHECK ((parent_run IS NULL) = (parent_n IS NULL)),
  CONSTRAINT finished_is_terminal CHECK ((finished_at IS NOT NULL) = (status = ANY (ARRAY['succeeded'::maestro_run_status, 'completed'::maestro_run_status, 'failed'::maestro_run_status, 'cancelled'::maestro_run_status, 'timed_out'::maestro_run_status]))),
  CONSTRAINT maestro_runs_concurrency_key_check CHECK (length(concurrency_key) <= 255),
  CONSTRAINT maestro_runs_depth_check CHECK (depth >= 0 AND depth <= 16),
  CONSTRAINT maestro_runs_grace_ms_check CHECK (grace_ms >= 0),
  CONSTRAINT maestro_runs_open_sinks_check CHECK (open_sinks >= 0),
  CONSTRAINT maestro_runs_priority_check CHECK (priority >= 0 AND priority <= 9),
  CONSTRAINT running_has_started CHECK (status <> 'running'::maestro_run_status OR started_at IS NOT NULL),
  CONSTRAINT maestro_runs_tenant_id_template_id_template_version_fkey FOREIGN KEY (tenant_id, template_id, template_version) REFERENCES maestro_template_versions(tenant_id, template_id, version)
) WITH (fillfactor = 70, toast_tuple_target = 256);
CREATE INDEX maestro_runs_cancelled ON maestro_runs USING btree (tenant_id, id) WHERE status = 'cancelled'::maestro_run_status;
CREATE INDEX maestro_runs_check ON maestro_runs USING btree (check_at) WHERE finished_at IS NULL;
CREATE UNIQUE INDEX maestro_runs_child ON maestro_runs USING btree (tenant_id, parent_run, parent_n, parent_attempt) WHERE parent_run IS NOT NULL;
CREATE INDEX maestro_runs_completed ON maestro_runs USING btree (tenant_id, id) WHERE status = 'completed'::maestro_run_status;
CREATE INDEX maestro_runs_failed ON maestro_runs USING btree (tenant_id, id) WHERE status = 'failed'::maestro_run_status;
CREATE INDEX maestro_runs_open ON maestro_runs USING btree (tenant_id, id) WHERE finished_at IS NULL;
CREATE INDEX maestro_runs_rerun ON maestro_runs USING btree (tenant_id, rerun_of) WHERE rerun_of IS NOT NULL;
CREATE INDEX maestro_runs_succeeded ON maestro_runs USING btree (tenant_id, id) WHERE status = 'succeeded'::maestro_run_status;
CREATE INDEX maestro_runs_template ON maestro_runs USING btree (tenant_id, template_id, id);
CREATE INDEX maestro_runs_timed_out ON maestro_runs USING btree (tenant_id, id) WHERE status = 'timed_out'::maestro_run_status;
ALTER TABLE maestro_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_runs FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_runs AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_runs AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_runs TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_runs TO maestro_engine;

CREATE TABLE maestro_tasks (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  node integer NOT NULL,
  status maestro_task_status NOT NULL,
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
  CONSTRAINT maestro_tasks_pkey PRIMARY KEY (tenant_id, run_id, n),
  CONSTRAINT finished_is_terminal CHECK ((finished_at IS NOT NULL) = (status = ANY (ARRAY['succeeded'::maestro_task_status, 'failed'::maestro_task_status, 'skipped'::maestro_task_status, 'cancelled'::maestro_task_status]))),
  CONSTRAINT maestro_tasks_undecided_check CHECK (undecided >= 0),
  CONSTRAINT running_is_leased CHECK (status <> 'running'::maestro_task_status OR token IS NOT NULL AND session_id IS NOT NULL AND started_at IS NOT NULL),
  CONSTRAINT maestro_tasks_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 60, toast_tuple_target = 256);
ALTER TABLE maestro_tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_tasks FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_tasks AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_tasks AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_tasks TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_tasks TO maestro_engine;

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
  CONSTRAINT maestro_approvals_pkey PRIMARY KEY (tenant_id, run_id, n),
  CONSTRAINT maestro_approvals_quorum_check CHECK (quorum > 0),
  CONSTRAINT maestro_approvals_status_check CHECK (status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'expired'::text, 'cancelled'::text])),
  CONSTRAINT maestro_approvals_tenant_id_run_id_n_fkey FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks(tenant_id, run_id, n) ON DELETE CASCADE
);
CREATE INDEX maestro_approvals_pending ON maestro_approvals USING btree (tenant_id, run_id, n) WHERE status = 'pending'::text;
ALTER TABLE maestro_approvals ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_approvals FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_approvals AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_approvals AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_approvals TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_approvals TO maestro_engine;

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

CREATE TABLE maestro_events (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY (START 1 INCREMENT 1 CACHE 64) NOT NULL,
  at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  type text NOT NULL,
  actor text,
  transitions jsonb,
  data jsonb,
  CONSTRAINT maestro_events_pkey PRIMARY KEY (tenant_id, run_id, xid, id),
  CONSTRAINT maestro_events_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE maestro_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_events FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_events AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_events AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_events TO maestro_app;
GRANT INSERT, SELECT ON maestro_events TO maestro_engine;

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
  CONSTRAINT maestro_holds_pkey PRIMARY KEY (tenant_id, run_id),
  CONSTRAINT maestro_holds_reason_check CHECK (reason = ANY (ARRAY['CONCURRENCY'::text, 'START_TIME'::text, 'QUOTA'::text])),
  CONSTRAINT maestro_holds_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_holds_key ON maestro_holds USING btree (tenant_id, key, created_at) WHERE key IS NOT NULL;
CREATE INDEX maestro_holds_wake ON maestro_holds USING btree (wake_at);
ALTER TABLE maestro_holds ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_holds FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON maestro_holds AS PERMISSIVE FOR ALL TO maestro_engine USING (true) WITH CHECK (true);
CREATE POLICY tenant ON maestro_holds AS PERMISSIVE FOR ALL TO maestro_app USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT ON maestro_holds TO maestro_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_holds TO maestro_engine;

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

CREATE TABLE maestro_migrations (
  id serial NOT NULL,
  "timestamp" bigint NOT NULL,
  name character varying NOT NULL,
  CONSTRAINT "PK_021772fa50e1854caf747cbc8bd" PRIMARY KEY (id)
);
GRANT SELECT ON maestro_migrations TO maestro_app;
GRANT SELECT ON maestro_migrations TO maestro_engine;

CREATE TABLE maestro_rates (
  tenant_id uuid NOT NULL,
  key text NOT NULL,
  due_at timestamp with time zone NOT NULL,
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

CREATE TABLE maestro_run_keys (
  tenant_id uuid NOT NULL,
  template_id uuid NOT NULL,
  key text NOT NULL,
  run_id uuid NOT NULL,
  request_hash text NOT NULL,
  CONSTRAINT maestro_run_keys_pkey PRIMARY KEY (tenant_id, template_id, key),
  CONSTRAINT maestro_run_keys_key_check CHECK (length(key) >= 1 AND length(key) <= 255),
  CONSTRAINT maestro_run_keys_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs(tenant_id, id) ON DELETE CASCADE
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

CREATE TABLE maestro_votes (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  person text NOT NULL,
  decision text NOT NULL,
  comment text,
  at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_votes_pkey PRIMARY KEY (tenant_id, run_id, n, person),
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

CREATE TABLE maestro_worker_sessions (
  id uuid NOT NULL,
  name text NOT NULL,
  queues text[] NOT NULL,
  started_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT maestro_worker_sessions_pkey PRIMARY KEY (id)
) WITH (fillfactor = 50);
CREATE INDEX maestro_worker_sessions_open ON maestro_worker_sessions USING btree (id) WHERE ended_at IS NULL;
GRANT DELETE, INSERT, SELECT, UPDATE ON maestro_worker_sessions TO maestro_engine;

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
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_done maestro_step[];     -- own rows that changed
  v_ok int[];                -- their indexes
  v_moved maestro_step[];    -- successors that became ready
  v_workless maestro_step[]; -- successors that end without any work
  v_frames maestro_step[];
  v_ended maestro_step[];
  v_freed maestro_step[];
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

  WITH own AS (
    SELECT *
    FROM unnest(p_tenant, p_run, p_n, p_token, p_from, p_outcome, p_output, p_output_ref, p_error, p_wait_ms, p_wait)
      WITH ORDINALITY AS o (tenant_id, run_id, n, token, was, outcome, output, output_ref, error, wait_ms, wait, i)
  ), done AS (
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
      session_id = CASE WHEN o.outcome IN ('retry', 'park', 'release', 'lost', 'lost_alone') THEN NULL ELSE t.session_id END,
      ready_at = CASE WHEN o.outcome IN ('release', 'lost', 'lost_alone') THEN v_now ELSE t.ready_at END,
      finished_at = CASE WHEN o.outcome IN ('retry', 'park', 'release', 'lost', 'lost_alone') THEN NULL ELSE v_now END
    FROM own o
    WHERE t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
      AND t.status = o.was::maestro_task_status
      AND CASE WHEN o.token IS NOT NULL THEN t.token = o.token
               WHEN o.outcome = 'skipped' THEN t.undecided = 0 AND t.fired = 0
               WHEN o.outcome = 'cancelled' THEN t.urgent = 0
               ELSE true END
    RETURNING o.i, o.outcome, o.wait_ms, o.wait, o.was, o.error, t.tenant_id, t.run_id, t.n, t.status, t.attempt, t.token,
              t.started_at, t.queue, t.failing
  ), parked AS (
    INSERT INTO maestro_waits (tenant_id, run_id, n, reason, key, detail, wake_at, created_at)
    SELECT d.tenant_id, d.run_id, d.n, d.wait ->> 'reason', d.wait ->> 'key', d.wait -> 'detail',
           coalesce(v_now + d.wait_ms * interval '1 millisecond', 'infinity'), v_now
    FROM done d WHERE d.outcome IN ('retry', 'park')
    ON CONFLICT (tenant_id, run_id, n) DO UPDATE
      SET reason = excluded.reason, key = excluded.key, detail = excluded.detail, wake_at = excluded.wake_at,
          created_at = excluded.created_at
  ), unparked AS (
    DELETE FROM maestro_waits w USING done d
    WHERE d.was = 'waiting' AND d.outcome NOT IN ('retry', 'park')
      AND w.tenant_id = d.tenant_id AND w.run_id = d.run_id AND w.n = d.n
  ), tried AS (
    INSERT INTO maestro_attempts (tenant_id, run_id, n, attempt, token, outcome, started_at, finished_at, error)
    SELECT d.tenant_id, d.run_id, d.n, d.attempt, d.token,
           CASE d.outcome WHEN 'retry' THEN 'failed' ELSE 'lost' END, d.started_at, v_now, d.error
    FROM done d WHERE d.outcome IN ('retry', 'lost', 'lost_alone')
    -- What was parked and retried from its wait has the row of its attempt already.
    ON CONFLICT DO NOTHING
  )
  SELECT array_agg((d.i, d.tenant_id, d.run_id, d.n, d.was, d.status, d.token, d.attempt, d.queue)::maestro_step),
         array_agg(d.i::int),
         array_agg(d.i::int) FILTER (WHERE d.failing)
  INTO v_done, v_ok, v_failed_items FROM done d;

  -- What fails in an item with several tasks, and is not handled, fails the item: its last task carries the mark.
  IF 'failed' = ANY (p_outcome) AND EXISTS (SELECT FROM unnest(p_scope) AS s (n) WHERE s.n IS NOT NULL) THEN
    UPDATE maestro_tasks t SET failing = true
    FROM (SELECT DISTINCT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS run_id, p_scope[ok.i] AS n FROM unnest(v_ok) AS ok (i)
          WHERE p_scope[ok.i] IS NOT NULL AND p_outcome[ok.i] = 'failed' AND NOT p_handled[ok.i]) k
    WHERE t.tenant_id = k.tenant_id AND t.run_id = k.run_id AND t.n = k.n AND t.finished_at IS NULL;
  END IF;

  -- One net change a successor, however many of its predecessors are in this batch.
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
                   LATERAL (SELECT y.ready AND cardinality(p_held) > 0 AND d.tenant_id || '/' || t.queue = ANY (p_held) AS held) z) x)
    FROM delta d
    JOIN maestro_runs r ON r.tenant_id = d.tenant_id AND r.id = d.run_id
    LEFT JOIN maestro_tasks c ON c.tenant_id = d.tenant_id AND c.run_id = d.run_id AND c.n = d.scope
    WHERE t.tenant_id = d.tenant_id AND t.run_id = d.run_id AND t.n = d.n
    RETURNING d.owner, t.tenant_id, t.run_id, t.n, t.status, t.attempt, t.queue, t.token, t.undecided, t.fired, t.join_any,
              t.ready_at, r.priority
  ), waiting AS (
    INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
    SELECT m.queue, m.tenant_id, 9 - m.priority, m.ready_at, m.run_id, m.n FROM moved m
    WHERE m.status = 'ready' AND m.ready_at = v_now
    ON CONFLICT DO NOTHING
  )
  SELECT array_agg((m.owner, m.tenant_id, m.run_id, m.n, 'pending', m.status,
                    CASE WHEN m.status = 'running' THEN m.token END, m.attempt, m.queue)::maestro_step)
           FILTER (WHERE m.status IN ('ready', 'queued', 'running') AND m.ready_at = v_now),
         array_agg((m.owner, m.tenant_id, m.run_id, m.n, NULL, CASE WHEN m.fired = 0 THEN 'skip' ELSE 'cancel' END, NULL, NULL,
                    NULL)::maestro_step)
           FILTER (WHERE m.status = 'pending' AND (m.undecided = 0 OR m.join_any AND m.fired > 0))
  INTO v_moved, v_workless
  FROM moved m;

  -- Maps and loops, of which an item ended.
  IF EXISTS (SELECT FROM unnest(v_ok) AS ok (i) WHERE p_parent[ok.i] IS NOT NULL AND p_sink[ok.i]
               AND p_outcome[ok.i] NOT IN ('retry', 'park', 'release', 'lost', 'lost_alone')) THEN
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
        AND p_outcome[ok.i] NOT IN ('retry', 'park', 'release', 'lost', 'lost_alone')
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
  PERFORM 1
  FROM maestro_runs r
  JOIN (
    SELECT DISTINCT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS id FROM unnest(v_ok) AS ok (i)
    WHERE p_outcome[ok.i] NOT IN ('retry', 'park', 'release', 'lost', 'lost_alone')
      AND (p_handled[ok.i] OR p_parent[ok.i] IS NULL AND (p_sink[ok.i] OR p_outcome[ok.i] = 'failed'))
  ) k ON r.tenant_id = k.tenant_id AND r.id = k.id
  ORDER BY r.tenant_id, r.id
  FOR NO KEY UPDATE OF r;

  IF FOUND THEN
    WITH ended AS (
      SELECT p_tenant[ok.i] AS tenant_id, p_run[ok.i] AS id, min(ok.i) AS owner,
             count(*) FILTER (WHERE p_sink[ok.i] AND p_parent[ok.i] IS NULL)::int AS sinks,
             count(*) FILTER (WHERE p_handled[ok.i])::int AS tolerated,
             min(p_n[ok.i]) FILTER (WHERE p_outcome[ok.i] = 'failed' AND NOT p_handled[ok.i] AND p_parent[ok.i] IS NULL) AS failed
      FROM unnest(v_ok) AS ok (i)
      WHERE p_outcome[ok.i] NOT IN ('retry', 'park', 'release', 'lost', 'lost_alone')
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
      WHERE r.tenant_id = e.tenant_id AND r.id = e.id AND r.finished_at IS NULL
      RETURNING e.owner, r.tenant_id, r.id, r.status, r.finished_at, r.open_sinks, e.failed, r.parent_run, r.parent_n,
                r.concurrency_key
    ), freed AS (
      DELETE FROM maestro_slots s USING changed c
      WHERE c.finished_at IS NOT NULL AND c.concurrency_key IS NOT NULL
        AND s.tenant_id = c.tenant_id AND s.run_id = c.id AND s.n = -1
      RETURNING c.owner, s.tenant_id, s.key
    )
    SELECT array_agg((c.owner, c.tenant_id, c.id, c.parent_n,
                      CASE WHEN c.finished_at IS NOT NULL THEN 'ended' WHEN c.open_sinks = 0 THEN 'final'
                           WHEN c.failed IS NOT NULL THEN 'winding' END,
                      c.parent_run, NULL, NULL, c.status)::maestro_step),
           (SELECT array_agg((f.owner, f.tenant_id, NULL, NULL, NULL, NULL, NULL, NULL, f.key)::maestro_step) FROM freed f)
    INTO v_ended, v_freed FROM changed c;
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

  RETURN QUERY
    SELECT CASE WHEN t.token = o.token THEN 'already' ELSE 'stale' END, o.i::int, o.n, NULL::int, NULL::text, NULL::uuid
    FROM unnest(p_tenant, p_run, p_n, p_token) WITH ORDINALITY AS o (tenant_id, run_id, n, token, i)
    LEFT JOIN maestro_tasks t ON t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
    WHERE v_ok IS NULL OR o.i <> ALL (v_ok)
    UNION ALL
    SELECT 'queued', d.owner, d.n, d.attempt, d.queue, NULL FROM unnest(v_done) AS d WHERE d.became = 'queued'
    UNION ALL
    SELECT CASE m.became WHEN 'running' THEN 'taken' ELSE 'queued' END, m.owner, m.n, m.attempt, m.queue, NULL
    FROM unnest(v_moved) AS m WHERE m.became <> 'ready'
    UNION ALL
    SELECT w.became, w.owner, w.n, NULL, NULL, NULL FROM unnest(v_workless) AS w
    UNION ALL
    SELECT f.became, f.owner, f.n, NULL, NULL, NULL FROM unnest(v_frames) AS f
    UNION ALL
    SELECT e.was, e.owner, e.n, NULL, e.queue, e.became::uuid FROM unnest(v_ended) AS e WHERE e.was IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'freed', f.owner, NULL::int, NULL::int, f.queue, NULL::uuid FROM unnest(v_freed) AS f;
END $function$;

CREATE FUNCTION maestro_is_ready(join_any boolean, undecided integer, fired integer, urgent integer, winding boolean)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((fired > 0) AND (join_any OR (undecided = 0)) AND ((NOT winding) OR (urgent > 0)));

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
