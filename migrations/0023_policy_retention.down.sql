REVOKE DELETE ON maestro_policy_decisions FROM maestro_engine;
DROP POLICY engine ON maestro_policy_decisions;
CREATE POLICY engine ON maestro_policy_decisions FOR SELECT TO maestro_engine USING (true);
DROP INDEX maestro_policy_decisions_at;
