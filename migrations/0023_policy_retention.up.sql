-- Why: every permission of a governed tenant leaves a row; they are forgotten with the runs they were about.

CREATE INDEX maestro_policy_decisions_at ON maestro_policy_decisions (at);
-- The grants say what of it the engine may do: read, as before, and forget.
DROP POLICY engine ON maestro_policy_decisions;
CREATE POLICY engine ON maestro_policy_decisions TO maestro_engine USING (true);
GRANT DELETE ON maestro_policy_decisions TO maestro_engine;
