-- Why: an approval has to know people apart for ever, and names are given again; keys rotate, narrow and age; and whoever
-- belongs to a tenant has a row with a role.

-- Who is switched off as a whole.
ALTER TABLE maestro_tenants ADD COLUMN disabled_at timestamptz;

-- `scopes`: what of the role's permissions is left; null leaves all. `owner`: the person a key was made by, who answers for
-- what it does; null for a key that answers for itself. While a key is rotated, its secret of before goes on for a while.
-- `trust_rule`: of the short-lived keys that workloads are given.
ALTER TABLE maestro_api_keys
  ADD COLUMN scopes text[],
  ADD COLUMN owner text CHECK (length(owner) <= 256),
  ADD COLUMN created_by text NOT NULL DEFAULT 'system' CHECK (length(created_by) <= 256),
  ADD COLUMN last_used_at timestamptz,
  ADD COLUMN rotated_at timestamptz,
  ADD COLUMN previous_hash bytea CHECK (length(previous_hash) = 32),
  ADD COLUMN previous_until timestamptz,
  ADD COLUMN trust_rule uuid,
  ADD CONSTRAINT maestro_api_keys_previous CHECK ((previous_hash IS NULL) = (previous_until IS NULL));
-- Approvers are named `key:<name>`: no two keys that work bear one name. Keys of workloads have none of their own.
CREATE UNIQUE INDEX maestro_api_keys_name ON maestro_api_keys (tenant_id, name)
  WHERE revoked_at IS NULL AND trust_rule IS NULL;
CREATE INDEX maestro_api_keys_trust_rule ON maestro_api_keys (tenant_id, trust_rule, expires_at) WHERE trust_rule IS NOT NULL;

-- A person of the tenant. Invited by an e-mail address, known by what a provider says they are: an address proves nothing.
-- `invite_hash`: of the one-time text that ties the two together.
CREATE TABLE maestro_members (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  email text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
  name text CHECK (length(name) <= 200),
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'author', 'viewer', 'agent')),
  issuer text CHECK (length(issuer) <= 512),
  subject text CHECK (length(subject) <= 512),
  invite_hash bytea CHECK (length(invite_hash) = 32),
  invite_expires_at timestamptz,
  created_by text NOT NULL CHECK (length(created_by) <= 256),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  removed_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK ((issuer IS NULL) = (subject IS NULL)),
  CHECK ((invite_hash IS NULL) = (invite_expires_at IS NULL))
);
-- An address may come to belong to somebody else, once its member has gone.
CREATE UNIQUE INDEX maestro_members_email ON maestro_members (tenant_id, email) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX maestro_members_identity ON maestro_members (tenant_id, issuer, subject) WHERE issuer IS NOT NULL;
ALTER TABLE maestro_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_members FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_members TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
-- Nobody is deleted: histories name them.
GRANT SELECT, INSERT, UPDATE ON maestro_members TO maestro_app;

-- Who started a run, asked and answered, as a subject that is never given again. Older rows know the name alone.
ALTER TABLE maestro_runs ADD COLUMN created_subject text;
ALTER TABLE maestro_approvals ADD COLUMN requested_subject text;
UPDATE maestro_approvals SET requested_subject = requested_by;
ALTER TABLE maestro_approvals ALTER COLUMN requested_subject SET NOT NULL;
ALTER TABLE maestro_votes ADD COLUMN subject text;
UPDATE maestro_votes SET subject = person;
ALTER TABLE maestro_votes ALTER COLUMN subject SET NOT NULL;
ALTER TABLE maestro_votes DROP CONSTRAINT maestro_votes_pkey, ADD PRIMARY KEY (tenant_id, run_id, n, subject);

DROP FUNCTION maestro_ask_approval_v1;
DROP FUNCTION maestro_vote_v1;
-- include functions/ask_approval_v2.sql
-- include functions/vote_v2.sql
