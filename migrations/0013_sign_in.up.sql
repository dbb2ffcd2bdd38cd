-- Why: people sign in with a provider of their own and have a session here; machines that a provider vouches for are let in
-- by rules of the tenant.

-- A sign-in under way, between the way to the provider and the way back. Used once, and bound to the browser that began it.
CREATE TABLE maestro_sign_ins (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  provider text NOT NULL CHECK (length(provider) <= 64),
  browser_hash bytea NOT NULL CHECK (length(browser_hash) = 32),
  state text NOT NULL CHECK (length(state) <= 128),
  nonce text NOT NULL CHECK (length(nonce) <= 128),
  verifier text NOT NULL CHECK (length(verifier) <= 128),
  return_to text NOT NULL CHECK (length(return_to) <= 2048),
  invite_hash bytea CHECK (length(invite_hash) = 32),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX maestro_sign_ins_expired ON maestro_sign_ins (tenant_id, expires_at);

-- A person's session. It holds no token of the provider.
CREATE TABLE maestro_sessions (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
  provider text NOT NULL CHECK (length(provider) <= 64),
  user_agent text CHECK (length(user_agent) <= 256),
  idle_s integer NOT NULL CHECK (idle_s > 0),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  last_seen_at timestamptz NOT NULL DEFAULT maestro_now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES maestro_members (tenant_id, id)
);
CREATE INDEX maestro_sessions_member ON maestro_sessions (tenant_id, member_id, id);

-- Which tokens of which issuer let a machine in, and as what.
CREATE TABLE maestro_trust_rules (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  issuer text NOT NULL CHECK (length(issuer) <= 512),
  audience text NOT NULL CHECK (length(audience) <= 256),
  algorithm text NOT NULL CHECK (algorithm IN ('RS256', 'PS256', 'ES256', 'ES384', 'EdDSA')),
  -- Claim -> the value it must have; `*` at the end stands for anything.
  conditions jsonb NOT NULL CHECK (jsonb_typeof(conditions) = 'object' AND conditions <> '{}'),
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'author', 'viewer', 'agent')),
  scopes text[],
  ttl_s integer NOT NULL CHECK (ttl_s BETWEEN 60 AND 3600),
  created_by text NOT NULL CHECK (length(created_by) <= 256),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  removed_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX maestro_trust_rules_name ON maestro_trust_rules (tenant_id, name) WHERE removed_at IS NULL;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_sign_ins', 'maestro_sessions', 'maestro_trust_rules'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON maestro_sign_ins TO maestro_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON maestro_sessions TO maestro_app;
-- A rule does not change: what a token was let in by can be looked up for ever.
GRANT SELECT, INSERT, UPDATE (removed_at) ON maestro_trust_rules TO maestro_app;
-- Keys of workloads live for an hour and are many: those that have expired go.
GRANT DELETE ON maestro_api_keys TO maestro_app;
