-- Why: the state of every run, in rows narrow enough that three updates a step stay on their page.
--
-- What keeps updates of tasks HOT: no index but their key; fillfactor leaves room on the page; values over some
-- hundred bytes move out of line by themselves. A run changes its status three times in its life, and its indexes
-- may name it.

CREATE TYPE maestro_run_status AS ENUM
  ('pending', 'queued', 'running', 'succeeded', 'completed', 'failed', 'cancelled', 'timed_out');
CREATE TYPE maestro_run_control AS ENUM ('none', 'pause', 'cancel', 'fail');
CREATE TYPE maestro_task_status AS ENUM
  ('pending', 'ready', 'queued', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled');

CREATE TABLE maestro_runs (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  template_id uuid NOT NULL,
  template_version integer NOT NULL,
  status maestro_run_status NOT NULL,
  -- What an operator or a failure asked of the run; workers read it before they claim and when they complete.
  control maestro_run_control NOT NULL DEFAULT 'none',
  -- Nodes that must still end before the run can.
  open_sinks integer NOT NULL CHECK (open_sinks >= 0),
  -- Failures that an edge or `on_error: continue` handled.
  tolerated integer NOT NULL DEFAULT 0,
  -- The first task whose failure nothing handled.
  failed_task integer,
  -- True where outputs or the summary line are still to be evaluated when the last task has ended.
  finalizer boolean NOT NULL,
  inputs jsonb NOT NULL,
  outputs jsonb,
  summary text,
  error jsonb,
  traceparent text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  -- When the sweep looks at this run again, whatever else happens.
  check_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, template_id, template_version)
    REFERENCES maestro_template_versions (tenant_id, template_id, version),
  CONSTRAINT finished_is_terminal CHECK
    ((finished_at IS NOT NULL) = (status IN ('succeeded', 'completed', 'failed', 'cancelled', 'timed_out'))),
  CONSTRAINT running_has_started CHECK (status <> 'running' OR started_at IS NOT NULL)
) WITH (fillfactor = 70, toast_tuple_target = 256);
CREATE INDEX maestro_runs_check ON maestro_runs (check_at) WHERE finished_at IS NULL;
CREATE INDEX maestro_runs_open ON maestro_runs (tenant_id, id) WHERE finished_at IS NULL;
-- Lists by status. One index each: under row-level security the planner may not look into an index for an enum's
-- equality, which is not leakproof; a predicate needs no such look.
CREATE INDEX maestro_runs_succeeded ON maestro_runs (tenant_id, id) WHERE status = 'succeeded';
CREATE INDEX maestro_runs_completed ON maestro_runs (tenant_id, id) WHERE status = 'completed';
CREATE INDEX maestro_runs_failed ON maestro_runs (tenant_id, id) WHERE status = 'failed';
CREATE INDEX maestro_runs_cancelled ON maestro_runs (tenant_id, id) WHERE status = 'cancelled';
CREATE INDEX maestro_runs_timed_out ON maestro_runs (tenant_id, id) WHERE status = 'timed_out';
CREATE INDEX maestro_runs_template ON maestro_runs (tenant_id, template_id, id);

CREATE TABLE maestro_tasks (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  -- Index of the node in the plan.
  node integer NOT NULL,
  status maestro_task_status NOT NULL,
  join_any boolean NOT NULL,
  -- Incoming edges not decided yet, those that fired, and those of them that were `failure` or `always`.
  undecided integer NOT NULL CHECK (undecided >= 0),
  fired integer NOT NULL DEFAULT 0,
  urgent integer NOT NULL DEFAULT 0,
  attempt integer NOT NULL DEFAULT 0,
  -- Attempts that ended because their worker died: they use up no retry.
  deaths integer NOT NULL DEFAULT 0,
  queue text NOT NULL,
  -- Fencing token of the attempt that runs or ran last, and the worker session that holds it.
  token bigint,
  session_id uuid,
  ready_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  output jsonb,
  -- Set instead of `output` where the value lies in the artifact store.
  output_ref jsonb,
  error jsonb,
  PRIMARY KEY (tenant_id, run_id, n),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT finished_is_terminal CHECK
    ((finished_at IS NOT NULL) = (status IN ('succeeded', 'failed', 'skipped', 'cancelled'))),
  CONSTRAINT running_is_leased CHECK
    (status <> 'running' OR (token IS NOT NULL AND session_id IS NOT NULL AND started_at IS NOT NULL))
) WITH (fillfactor = 60, toast_tuple_target = 256);

-- Attempts that did not end their task: the last one lives in the task's own row.
CREATE TABLE maestro_attempts (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  attempt integer NOT NULL,
  token bigint NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('failed', 'lost')),
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  error jsonb,
  PRIMARY KEY (tenant_id, run_id, n, attempt),
  FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks (tenant_id, run_id, n) ON DELETE CASCADE
);

-- Why a parked task does not move, and when somebody looks again. Other reasons are derived.
CREATE TABLE maestro_waits (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  reason text NOT NULL,
  detail jsonb,
  wake_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, run_id, n),
  FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks (tenant_id, run_id, n) ON DELETE CASCADE
);
CREATE INDEX maestro_waits_wake ON maestro_waits (wake_at);

-- Append-only history. A row packs what one transaction did to one run as [n, from, to, token, attempt].
-- Event order is not commit order: readers go by (xid, id) and stop below the oldest transaction still open.
CREATE TABLE maestro_events (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id bigint GENERATED ALWAYS AS IDENTITY (CACHE 64),
  at timestamptz NOT NULL DEFAULT maestro_now(),
  type text NOT NULL,
  actor text,
  transitions jsonb,
  data jsonb,
  PRIMARY KEY (tenant_id, run_id, xid, id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);

-- One key starts one run, for ever.
CREATE TABLE maestro_run_keys (
  tenant_id uuid NOT NULL,
  template_id uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  run_id uuid NOT NULL,
  request_hash text NOT NULL,
  PRIMARY KEY (tenant_id, template_id, key),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_runs', 'maestro_tasks', 'maestro_attempts', 'maestro_waits',
                              'maestro_events', 'maestro_run_keys'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
    EXECUTE format('CREATE POLICY engine ON %I TO maestro_engine USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO maestro_app', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO maestro_engine', name);
  END LOOP;
END $$;
-- History is appended to and never rewritten.
REVOKE UPDATE, DELETE ON maestro_events, maestro_attempts FROM maestro_engine;

-- Leases. Not of a tenant: they belong to processes, and only the engine may see them.
CREATE TABLE maestro_worker_sessions (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  queues text[] NOT NULL,
  started_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
) WITH (fillfactor = 50);
CREATE INDEX maestro_worker_sessions_open ON maestro_worker_sessions (id) WHERE ended_at IS NULL;

CREATE TABLE maestro_leases (
  name text PRIMARY KEY,
  holder uuid,
  term bigint NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE, DELETE ON maestro_worker_sessions, maestro_leases TO maestro_engine;
