-- Why: attempts may wait for something outside, belong to an item of a map, hold slots, and end a run that others wait
-- for. Version 1 stays for workers of the release before.

-- How a run whose nodes have all ended is called. The twin of `runOutcome` in libs/flow.
CREATE FUNCTION maestro_run_outcome_v2(control maestro_run_control, tolerated int)
RETURNS maestro_run_status LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN control = 'cancel' THEN 'cancelled' WHEN control = 'fail' THEN 'failed' WHEN control = 'timeout' THEN 'timed_out'
             WHEN tolerated > 0 THEN 'completed' ELSE 'succeeded' END)::maestro_run_status;

-- Tokens under which a session must not be given anything any more: of claims that it has stopped waiting for, and that may
-- still be on their way. The last few are kept.
ALTER TABLE maestro_worker_sessions ADD COLUMN voided bigint[] NOT NULL DEFAULT '{}';

-- include functions/complete_v2.sql
