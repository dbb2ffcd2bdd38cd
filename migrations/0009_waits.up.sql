-- Why: tasks wait for instants, signals and people; runs have deadlines, and undo what they did. Each of these decides
-- under a lock and in a later statement, so it is a function. Version 1 of waking stays for the release before.

-- What is still to be had of a run's signals, oldest first.
CREATE INDEX maestro_signals_kept ON maestro_signals (tenant_id, run_id, name, created_at, id) WHERE consumed_by IS NULL;
-- Which signal was whose.
CREATE INDEX maestro_signals_consumed ON maestro_signals (tenant_id, run_id, consumed_by) WHERE consumed_by IS NOT NULL;

-- include functions/wake_v2.sql
-- include functions/match_signals_v1.sql
-- include functions/ask_approval_v1.sql
-- include functions/vote_v1.sql
-- include functions/settle_approval_v1.sql
-- include functions/unwind_v1.sql
