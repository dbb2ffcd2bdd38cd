-- The word 'timeout' stays in maestro_run_control: a value of an enum cannot be taken out.
ALTER TABLE maestro_tenants DROP COLUMN weight, DROP COLUMN max_open_runs, DROP COLUMN max_running_tasks;
DROP TABLE maestro_cache;
DROP TABLE maestro_run_labels;
DROP TABLE maestro_backlog;
DROP TABLE maestro_holds;
DROP TABLE maestro_rates;
DROP TABLE maestro_slots;
DROP TABLE maestro_slot_keys;
DROP TABLE maestro_frozen_inputs;
DROP TABLE maestro_votes;
DROP TABLE maestro_approvals;
DROP TABLE maestro_signals;
DROP POLICY forgotten ON maestro_events;
REVOKE DELETE ON maestro_events FROM maestro_engine;
ALTER TABLE maestro_run_keys ADD FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE maestro_events ADD FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE;
DROP INDEX maestro_waits_key;
ALTER TABLE maestro_waits DROP COLUMN key;
DROP TABLE maestro_frame_items;
DROP TABLE maestro_frames;
ALTER TABLE maestro_tasks
  DROP COLUMN reused_from, DROP COLUMN compensates, DROP COLUMN alone_deaths, DROP COLUMN failing, DROP COLUMN scope_n,
  DROP COLUMN idx, DROP COLUMN parent_n;
DROP INDEX maestro_runs_succeeded, maestro_runs_completed, maestro_runs_failed, maestro_runs_cancelled, maestro_runs_timed_out;
ALTER TABLE maestro_runs DROP COLUMN ended;
CREATE INDEX maestro_runs_succeeded ON maestro_runs (tenant_id, id) WHERE status = 'succeeded';
CREATE INDEX maestro_runs_completed ON maestro_runs (tenant_id, id) WHERE status = 'completed';
CREATE INDEX maestro_runs_failed ON maestro_runs (tenant_id, id) WHERE status = 'failed';
CREATE INDEX maestro_runs_cancelled ON maestro_runs (tenant_id, id) WHERE status = 'cancelled';
CREATE INDEX maestro_runs_timed_out ON maestro_runs (tenant_id, id) WHERE status = 'timed_out';
DROP INDEX maestro_runs_rerun;
DROP INDEX maestro_runs_child;
ALTER TABLE maestro_runs
  DROP CONSTRAINT child_has_parent,
  DROP COLUMN concurrency_key, DROP COLUMN next_n, DROP COLUMN unwinder, DROP COLUMN stop_at, DROP COLUMN grace_ms,
  DROP COLUMN deadline_at, DROP COLUMN priority, DROP COLUMN effect_run, DROP COLUMN rerun_of, DROP COLUMN depth,
  DROP COLUMN parent_attempt, DROP COLUMN parent_n, DROP COLUMN parent_run;
