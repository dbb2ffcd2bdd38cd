-- Why: what is allowed is decided by versioned rules of a tenant, and each decision is kept. A run may be held back, or people be
-- asked, before it begins.

-- Gates give their own reasons.
ALTER TABLE maestro_holds DROP CONSTRAINT maestro_holds_reason_check;
ALTER TABLE maestro_holds ADD CONSTRAINT maestro_holds_reason_check CHECK (reason ~ '^[A-Z][A-Z_]{0,31}$');

-- A question about the start of a run has no task: its number is below zero.
ALTER TABLE maestro_approvals DROP CONSTRAINT maestro_approvals_tenant_id_run_id_n_fkey;
ALTER TABLE maestro_approvals ADD FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE;
-- Whoever started the run may answer, too.
ALTER TABLE maestro_approvals ADD COLUMN self_approval boolean NOT NULL DEFAULT false;

-- include functions/release_hold_v1.sql
DROP FUNCTION maestro_vote_v2;
-- include functions/vote_v3.sql
