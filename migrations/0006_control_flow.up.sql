-- Why: a run is more than a fixed list of tasks. Maps and loops make tasks while it goes on, subflows make runs, and
-- people, signals, limits and deadlines make both wait; each wait has a row that says for what.

ALTER TYPE maestro_run_control ADD VALUE IF NOT EXISTS 'timeout';

ALTER TABLE maestro_runs
  -- The task that started this run as its child, and the attempt it was.
  ADD COLUMN parent_run uuid,
  ADD COLUMN parent_n integer,
  ADD COLUMN parent_attempt integer,
  ADD COLUMN depth smallint NOT NULL DEFAULT 0 CHECK (depth BETWEEN 0 AND 16),
  -- The run this one repeats, and the run whose name its effects bear: a retry keeps them, a rerun draws new ones.
  ADD COLUMN rerun_of uuid,
  ADD COLUMN effect_run uuid,
  ADD COLUMN priority smallint NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 9),
  ADD COLUMN deadline_at timestamptz,
  ADD COLUMN grace_ms integer NOT NULL DEFAULT 0 CHECK (grace_ms >= 0),
  -- Once the run winds down: when running attempts are told to stop.
  ADD COLUMN stop_at timestamptz,
  -- True where compensations or `on_failure` may be due once a failed run has no live task left.
  ADD COLUMN unwinder boolean NOT NULL DEFAULT false,
  -- The first number that no task has.
  ADD COLUMN next_n integer,
  -- The key under which it holds a slot, or waits for one.
  ADD COLUMN concurrency_key text CHECK (length(concurrency_key) <= 255),
  ADD CONSTRAINT child_has_parent CHECK ((parent_run IS NULL) = (parent_n IS NULL));
-- The status of a run that is over. The indexes below name it rather than `status`, so that the start of a run, which
-- changes no column that an index or its predicate names, stays on its page.
ALTER TABLE maestro_runs ADD COLUMN ended maestro_run_status GENERATED ALWAYS AS
  (CASE WHEN status IN ('succeeded', 'completed', 'failed', 'cancelled', 'timed_out') THEN status END) STORED;
DROP INDEX maestro_runs_succeeded, maestro_runs_completed, maestro_runs_failed, maestro_runs_cancelled, maestro_runs_timed_out;
CREATE INDEX maestro_runs_succeeded ON maestro_runs (tenant_id, id) WHERE ended = 'succeeded';
CREATE INDEX maestro_runs_completed ON maestro_runs (tenant_id, id) WHERE ended = 'completed';
CREATE INDEX maestro_runs_failed ON maestro_runs (tenant_id, id) WHERE ended = 'failed';
CREATE INDEX maestro_runs_cancelled ON maestro_runs (tenant_id, id) WHERE ended = 'cancelled';
CREATE INDEX maestro_runs_timed_out ON maestro_runs (tenant_id, id) WHERE ended = 'timed_out';

CREATE UNIQUE INDEX maestro_runs_child ON maestro_runs (tenant_id, parent_run, parent_n, parent_attempt)
  WHERE parent_run IS NOT NULL;
CREATE INDEX maestro_runs_rerun ON maestro_runs (tenant_id, rerun_of) WHERE rerun_of IS NOT NULL;

ALTER TABLE maestro_tasks
  -- The map or loop it is an instance of, and which item or round.
  ADD COLUMN parent_n integer,
  ADD COLUMN idx integer,
  -- The last task of its item or round, where that has several.
  ADD COLUMN scope_n integer,
  -- On that last task: something in the item failed and nothing handled it, so that the rest winds down.
  ADD COLUMN failing boolean,
  -- Deaths of a process that ran nothing but this task.
  ADD COLUMN alone_deaths smallint NOT NULL DEFAULT 0,
  -- The task that this one undoes.
  ADD COLUMN compensates integer,
  -- The run whose result this task took over.
  ADD COLUMN reused_from uuid;

-- The state of a map or loop: one row beside its task. `open` counts items that were made and have not ended.
CREATE TABLE maestro_frames (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  node integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('map', 'loop')),
  -- Items of the list, or most rounds; the number of the first task of the first; tasks of each.
  count integer NOT NULL CHECK (count >= 0),
  base integer NOT NULL,
  width integer NOT NULL CHECK (width > 0),
  -- Items in each row of maestro_frame_items.
  per_chunk integer NOT NULL DEFAULT 1000 CHECK (per_chunk > 0),
  max_parallel integer NOT NULL CHECK (max_parallel > 0),
  created integer NOT NULL DEFAULT 0 CHECK (created <= count),
  open integer NOT NULL DEFAULT 0 CHECK (open BETWEEN 0 AND created),
  failed integer NOT NULL DEFAULT 0,
  first_failed integer,
  tolerate boolean NOT NULL,
  control text NOT NULL DEFAULT 'none' CHECK (control IN ('none', 'fail', 'cancel')),
  PRIMARY KEY (tenant_id, run_id, n),
  FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks (tenant_id, run_id, n) ON DELETE CASCADE
) WITH (fillfactor = 50);

-- The list of a map, evaluated once, in pieces.
CREATE TABLE maestro_frame_items (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  chunk integer NOT NULL,
  items jsonb NOT NULL,
  PRIMARY KEY (tenant_id, run_id, n, chunk),
  FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks (tenant_id, run_id, n) ON DELETE CASCADE
);

-- History is written with almost every step, and each check of its key would lock and write the run's row once more.
-- What deletes a run deletes its history first.
ALTER TABLE maestro_events DROP CONSTRAINT maestro_events_tenant_id_run_id_fkey;

-- It is forgotten with its run, a day after the end at the earliest; nobody takes back what a living run did.
GRANT DELETE ON maestro_events TO maestro_engine;
CREATE POLICY forgotten ON maestro_events AS RESTRICTIVE FOR DELETE TO maestro_engine USING (EXISTS (
  SELECT 1 FROM maestro_runs r
  WHERE r.tenant_id = maestro_events.tenant_id AND r.id = maestro_events.run_id
    AND r.finished_at < maestro_now() - interval '1 day'));

-- A key stays when its run is forgotten: it may start no second one.
ALTER TABLE maestro_run_keys DROP CONSTRAINT maestro_run_keys_tenant_id_run_id_fkey;

-- What waits for a slot is woken by key, oldest first.
ALTER TABLE maestro_waits ADD COLUMN key text CHECK (length(key) <= 255);
CREATE INDEX maestro_waits_key ON maestro_waits (tenant_id, key, created_at) WHERE key IS NOT NULL;

-- What was said to a run from outside: kept from its start, taken once, oldest first.
CREATE TABLE maestro_signals (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  payload jsonb,
  actor text NOT NULL,
  -- The sender's own name for it: said twice, it counts once.
  source text CHECK (length(source) <= 255),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  consumed_by integer,
  PRIMARY KEY (tenant_id, run_id, id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX maestro_signals_source ON maestro_signals (tenant_id, run_id, source) WHERE source IS NOT NULL;

-- A question to people, and what each of them said.
CREATE TABLE maestro_approvals (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  message text NOT NULL,
  approvers text[] NOT NULL,
  quorum integer NOT NULL CHECK (quorum > 0),
  -- Of what was shown: a vote for anything else is refused.
  digest text NOT NULL,
  shown jsonb NOT NULL,
  requested_by text NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'rejected', 'expired', 'cancelled')),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  expires_at timestamptz,
  decided_at timestamptz,
  PRIMARY KEY (tenant_id, run_id, n),
  FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks (tenant_id, run_id, n) ON DELETE CASCADE
);
CREATE INDEX maestro_approvals_pending ON maestro_approvals (tenant_id, run_id, n) WHERE status = 'pending';
CREATE TABLE maestro_votes (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  person text NOT NULL,
  decision text NOT NULL CHECK (decision IN ('approve', 'reject')),
  comment text,
  at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, run_id, n, person),
  FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_approvals (tenant_id, run_id, n) ON DELETE CASCADE
);
-- Inputs that were shown to whoever approved, and are executed as they were shown.
CREATE TABLE maestro_frozen_inputs (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  input jsonb NOT NULL,
  PRIMARY KEY (tenant_id, run_id, n),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);

-- Slots of a concurrency key. `held` is what the rows in maestro_slots add up to; both change in one transaction.
CREATE TABLE maestro_slot_keys (
  tenant_id uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  slots integer NOT NULL CHECK (slots > 0),
  held integer NOT NULL DEFAULT 0 CHECK (held >= 0),
  PRIMARY KEY (tenant_id, key)
) WITH (fillfactor = 50);
-- Who holds one: a task, or with n = -1 a run. A ticket is a turn under a rate limit that was given ahead of its time.
CREATE TABLE maestro_slots (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  key text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('slot', 'ticket')),
  taken_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, run_id, n, key),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_slots_key ON maestro_slots (tenant_id, key);
-- When the next start under a rate limit falls due (generic cell rate algorithm).
CREATE TABLE maestro_rates (
  tenant_id uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  due_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, key)
) WITH (fillfactor = 50);

-- Why an accepted run is held back.
CREATE TABLE maestro_holds (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  reason text NOT NULL CHECK (reason IN ('CONCURRENCY', 'START_TIME', 'QUOTA')),
  key text,
  detail jsonb,
  wake_at timestamptz NOT NULL DEFAULT 'infinity',
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, run_id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_holds_key ON maestro_holds (tenant_id, key, created_at) WHERE key IS NOT NULL;
CREATE INDEX maestro_holds_wake ON maestro_holds (wake_at);

-- Ready tasks of tenants that are over their share: only the admission loop takes them from here, in fair order.
CREATE TABLE maestro_backlog (
  queue text NOT NULL,
  tenant_id uuid NOT NULL,
  -- Sorts rising: the highest priority has the lowest number.
  rank smallint NOT NULL,
  ready_at timestamptz NOT NULL,
  run_id uuid NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (tenant_id, run_id, n),
  FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks (tenant_id, run_id, n) ON DELETE CASCADE
);
CREATE INDEX maestro_backlog_order ON maestro_backlog (queue, tenant_id, rank, ready_at);

CREATE TABLE maestro_run_labels (
  tenant_id uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 63),
  value text NOT NULL CHECK (length(value) <= 256),
  run_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, key, value, run_id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_run_labels_run ON maestro_run_labels (tenant_id, run_id);

-- Results of nodes that say they may be used again.
CREATE TABLE maestro_cache (
  tenant_id uuid NOT NULL,
  key text NOT NULL CHECK (length(key) = 64),
  output jsonb,
  output_ref jsonb,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, key)
);
CREATE INDEX maestro_cache_expires ON maestro_cache (expires_at);

-- What a tenant may use at most, and its weight where tenants compete. Null is no limit.
ALTER TABLE maestro_tenants
  ADD COLUMN max_running_tasks integer CHECK (max_running_tasks > 0),
  ADD COLUMN max_open_runs integer CHECK (max_open_runs > 0),
  ADD COLUMN weight integer NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 1000);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_frames', 'maestro_frame_items', 'maestro_signals', 'maestro_approvals',
      'maestro_votes', 'maestro_frozen_inputs', 'maestro_slot_keys', 'maestro_slots', 'maestro_rates', 'maestro_holds',
      'maestro_backlog', 'maestro_run_labels', 'maestro_cache'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
    EXECUTE format('CREATE POLICY engine ON %I TO maestro_engine USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO maestro_app', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO maestro_engine', name);
  END LOOP;
END $$;
-- A vote stands.
REVOKE UPDATE, DELETE ON maestro_votes FROM maestro_engine;
