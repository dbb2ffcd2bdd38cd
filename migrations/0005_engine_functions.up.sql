-- Why: a completion must lock its rows first and decide from them in a later statement, in one round trip and one
-- commit. A function does that; its name carries a version, so that workers of two releases can share a database.

-- When a pending task may run, given what its incoming edges have said. The twin of `readiness` in libs/flow.
CREATE FUNCTION maestro_is_ready(join_any boolean, undecided int, fired int, urgent int, winding boolean)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN fired > 0 AND (join_any OR undecided = 0) AND (NOT winding OR urgent > 0);

-- How a run whose nodes have all ended is called. The twin of `runOutcome` in libs/flow.
CREATE FUNCTION maestro_run_outcome(control maestro_run_control, tolerated int)
RETURNS maestro_run_status LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN control = 'cancel' THEN 'cancelled' WHEN control = 'fail' THEN 'failed'
             WHEN tolerated > 0 THEN 'completed' ELSE 'succeeded' END)::maestro_run_status;

-- include functions/complete_v1.sql
-- include functions/wake_v1.sql
