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
ALTER TABLE maestro_audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_audit_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_audit_entries TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_audit_entries TO maestro_engine USING (true) WITH CHECK (true);
-- Appended to and never rewritten.
GRANT SELECT, INSERT ON maestro_audit_entries TO maestro_app, maestro_engine;
