DROP TABLE maestro_policy_decisions, maestro_policy_switches, maestro_policy_versions, maestro_policies;
DROP FUNCTION maestro_vote_v3;
DROP FUNCTION maestro_release_hold_v1;
ALTER TABLE maestro_approvals DROP COLUMN self_approval;
ALTER TABLE maestro_approvals DROP CONSTRAINT maestro_approvals_tenant_id_run_id_fkey;
DELETE FROM maestro_approvals WHERE n < 0;
ALTER TABLE maestro_approvals ADD FOREIGN KEY (tenant_id, run_id, n) REFERENCES maestro_tasks (tenant_id, run_id, n) ON DELETE CASCADE;
ALTER TABLE maestro_holds DROP CONSTRAINT maestro_holds_reason_check;
ALTER TABLE maestro_holds ADD CONSTRAINT maestro_holds_reason_check CHECK (reason IN ('CONCURRENCY', 'START_TIME', 'QUOTA')) NOT VALID;
-- include functions/vote_v2.sql
