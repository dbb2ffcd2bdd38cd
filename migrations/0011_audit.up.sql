-- Why: who changed what is written in the transaction that changes it, so that neither is there without the other. What
-- chains and signs these entries comes after the commit: no transition waits for the head of a chain.

CREATE TABLE maestro_audit_entries (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id bigint GENERATED ALWAYS AS IDENTITY (CACHE 64),
  at timestamptz NOT NULL DEFAULT maestro_now(),
  actor text NOT NULL CHECK (length(actor) <= 256),
  -- `noun.verb`, in the past: `key.revoked`.
  action text NOT NULL CHECK (action ~ '^[a-z][a-z_]*(\.[a-z_]+)+$'),
  -- The id of what was changed or decided about.
  subject text CHECK (length(subject) <= 512),
  detail jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, xid, id)
);
CREATE INDEX maestro_audit_entries_subject ON maestro_audit_entries (tenant_id, subject) WHERE subject IS NOT NULL;
-- The sealer reads all tenants in the order of transactions. What one transaction wrote shares an entry of the index.
CREATE INDEX maestro_audit_entries_xid ON maestro_audit_entries (xid);
CREATE INDEX maestro_events_xid ON maestro_events (xid);
-- What somebody did to a run, newest first.
CREATE INDEX maestro_events_actor ON maestro_events (tenant_id, xid, id) WHERE actor IS NOT NULL;

-- include functions/audit_text_v1.sql

-- How far the sealer and the maker of attestations have come, in the order of transactions: all up to there is done. Of the
-- installation, not of a tenant: the engine alone sees it.
CREATE TABLE maestro_audit_cursor (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  sealed xid8 NOT NULL DEFAULT '0',
  attested xid8 NOT NULL DEFAULT '0',
  -- Term of the leader that wrote last: it never falls.
  term bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
INSERT INTO maestro_audit_cursor DEFAULT VALUES;
GRANT SELECT, UPDATE ON maestro_audit_cursor TO maestro_engine;

-- The chain of a tenant. A record stands for all its rows of the transactions behind `after`, up to `upto`.
CREATE TABLE maestro_audit_records (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  seq bigint NOT NULL CHECK (seq >= 1),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  after xid8 NOT NULL,
  upto xid8 NOT NULL,
  -- What `hash` is the SHA-256 of: canonical JSON that holds all of the above, the hash before, and the digests of the rows.
  content text NOT NULL,
  PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX maestro_audit_records_upto ON maestro_audit_records (tenant_id, upto);

CREATE TABLE maestro_audit_heads (
  tenant_id uuid PRIMARY KEY REFERENCES maestro_tenants (id),
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  signed_seq bigint NOT NULL DEFAULT 0,
  -- When the head is to be signed; null where it is, or where nobody signs.
  sign_at timestamptz
);
CREATE INDEX maestro_audit_heads_sign ON maestro_audit_heads (sign_at) WHERE sign_at IS NOT NULL;

-- Heads of the chain under a signature, with the key that checks it.
CREATE TABLE maestro_audit_roots (
  tenant_id uuid NOT NULL,
  seq bigint NOT NULL,
  -- Canonical JSON; what was signed.
  content text NOT NULL,
  key_id text NOT NULL CHECK (key_id ~ '^[0-9a-f]{16}$'),
  public_key text NOT NULL,
  signature bytea NOT NULL CHECK (length(signature) = 64),
  -- When it was written down outside of the database.
  anchored_at timestamptz,
  PRIMARY KEY (tenant_id, seq),
  FOREIGN KEY (tenant_id, seq) REFERENCES maestro_audit_records (tenant_id, seq)
);
CREATE INDEX maestro_audit_roots_open ON maestro_audit_roots (tenant_id, seq) WHERE anchored_at IS NULL;

-- Keys whose word a tenant trusts.
CREATE TABLE maestro_attestation_keys (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  -- The first 16 hex digits of the SHA-256 of the key.
  id text NOT NULL CHECK (id ~ '^[0-9a-f]{16}$'),
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  public_key text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);

-- What somebody states under a signature: of a run, by Maestro itself, or anything, by a key that the tenant trusts.
CREATE TABLE maestro_attestations (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  -- The run it was made of, and with which it is forgotten; null where it came from outside.
  run_id uuid,
  predicate_type text NOT NULL CHECK (length(predicate_type) <= 512),
  -- Names and digests (`sha256:…`) of what it is about.
  subjects text[] NOT NULL,
  key_id text NOT NULL,
  envelope text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX maestro_attestations_run ON maestro_attestations (tenant_id, run_id) WHERE run_id IS NOT NULL;
-- A digest is as good as a key; what other tenants state of the same thing is filtered.
CREATE INDEX maestro_attestations_subjects ON maestro_attestations USING gin (subjects);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_audit_entries', 'maestro_audit_records', 'maestro_audit_heads', 'maestro_audit_roots',
                              'maestro_attestation_keys', 'maestro_attestations'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
    EXECUTE format('CREATE POLICY engine ON %I TO maestro_engine USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO maestro_app, maestro_engine', name);
  END LOOP;
END $$;
-- Appended to and never rewritten.
GRANT INSERT ON maestro_audit_entries TO maestro_app, maestro_engine;
GRANT INSERT ON maestro_audit_records, maestro_audit_roots, maestro_attestations TO maestro_engine;
GRANT UPDATE (anchored_at) ON maestro_audit_roots TO maestro_engine;
GRANT INSERT, UPDATE ON maestro_audit_heads TO maestro_engine;
GRANT INSERT ON maestro_attestations TO maestro_app;
GRANT INSERT, DELETE ON maestro_attestation_keys TO maestro_app;
