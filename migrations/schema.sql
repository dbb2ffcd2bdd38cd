-- The schema that the migrations in this folder add up to. Written by a test, never by hand: see README.md.
-- The roles maestro_app and maestro_engine belong to the server and must exist.

CREATE TYPE maestro_run_control AS ENUM ('none', 'pause', 'cancel', 'fail');

CREATE TYPE maestro_run_status AS ENUM ('pending', 'queued', 'running', 'succeeded', 'completed', 'failed', 'cancelled', 'timed_out');

CREATE TYPE maestro_task_status AS ENUM ('pending', 'ready', 'queued', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled');

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
  CONSTRAINT maestro_tenants_pkey PRIMARY KEY (id),
  CONSTRAINT maestro_tenants_env_check CHECK (env ~ '^[a-z0-9]{1,16}$'::text),
  CONSTRAINT maestro_tenants_name_check CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)
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
  CONSTRAINT maestro_runs_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT finished_is_terminal CHECK ((finished_at IS NOT NULL) = (status = ANY (ARRAY['succeeded'::maestro_run_status, 'completed'::maestro_run_status, 'failed'::maestro_run_status, 'cancelled'::maestro_run_status, 'timed_out'::maestro_run_status]))),
  CONSTRAINT maestro_runs_open_sinks_check CHECK (open_sinks >= 0),
  CONSTRAINT running_has_started CHECK (status <> 'running'::maestro_run_status OR started_at IS NOT NULL),
  CONSTRAINT maestro_runs_tenant_id_template_id_template_version_fkey FOREIGN KEY (tenant_id, template_id, template_version) REFERENCES maestro_template_versions(tenant_id, template_id, version)
) WITH (fillfactor = 70, toast_tuple_target = 256);
CREATE INDEX maestro_runs_cancelled ON maestro_runs USING btree (tenant_id, id) WHERE status = 'cancelled'::maestro_run_status;
CREATE INDEX maestro_runs_check ON maestro_runs USING btree (check_at) WHERE finished_at IS NULL;
CREATE INDEX maestro_runs_completed ON maestro_runs USING btree (tenant_id, id) WHERE status = 'completed'::maestro_run_status;
CREATE INDEX maestro_runs_failed ON maestro_runs USING btree (tenant_id, id) WHERE status = 'failed'::maestro_run_status;
CREATE INDEX maestro_runs_open ON maestro_runs USING btree (tenant_id, id) WHERE finished_at IS NULL;
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

CREATE TABLE maestro_waits (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  reason text NOT NULL,
  detail jsonb,
  wake_at timestamp with time zone NOT NULL,
  created_at timestamp with time zone DEFAULT maestro_now() NOT NULL,
  CONSTRAINT maestro_waits_pkey PRIMARY KEY (tenant_id, run_id, n),
  CONSTRAINT maestro_waits_tenant_id_run_id_n_fkey FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks(tenant_id, run_id, n) ON DELETE CASCADE
);
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
