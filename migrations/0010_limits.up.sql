-- Why: slots, turns and places are given under a lock and decided in a later statement, so each is a function; tenants that
-- are over their share take turns at their queue.

ALTER TABLE maestro_rates
  -- The next turn that nobody has drawn, and the next for those who missed theirs.
  ADD COLUMN turn_at timestamptz NOT NULL DEFAULT '-infinity',
  ADD COLUMN late_at timestamptz NOT NULL DEFAULT '-infinity';

-- Held runs go by priority, then by age. Sorts rising, as in the backlog.
ALTER TABLE maestro_holds ADD COLUMN rank smallint NOT NULL DEFAULT 9;
DROP INDEX maestro_holds_key;
CREATE INDEX maestro_holds_key ON maestro_holds (tenant_id, key, rank, created_at) WHERE key IS NOT NULL;

-- Few tenants have a limit, and every process asks which.
CREATE INDEX maestro_tenants_limited ON maestro_tenants (id) WHERE max_running_tasks IS NOT NULL OR max_open_runs IS NOT NULL;

-- include functions/grant_v1.sql
-- include functions/pass_slots_v1.sql
-- include functions/pass_run_slots_v1.sql
-- include functions/settle_hold_v1.sql
-- include functions/yield_slots_v1.sql
-- include functions/admit_v1.sql
