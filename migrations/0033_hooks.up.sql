-- Why: others tell what happened to them, signed by their own rules. A hook is an address that takes what they tell, checks it and
-- makes an event of it.

CREATE TABLE maestro_hooks (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  -- With the tenant's id it is the address: what lets a message in is its signature.
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  -- By whose rules messages are signed.
  verifier text NOT NULL CHECK (verifier IN ('standard-webhooks', 'github', 'stripe', 'slack')),
  -- Off, it answers as if it were not there.
  enabled boolean NOT NULL DEFAULT false,
  -- An expression over the message; null: all of them.
  match text CHECK (length(match) <= 16384),
  -- What of the event is made otherwise than its verifier has it: strings may hold expressions over the message.
  mapping jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(mapping) = 'object'),
  secret_id uuid NOT NULL,
  -- The one before, which counts as well until then.
  previous_secret_id uuid,
  previous_until timestamptz,
  created_by text NOT NULL CHECK (length(created_by) <= 256),
  changed_by text NOT NULL CHECK (length(changed_by) <= 256),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, secret_id) REFERENCES maestro_sealed_values (tenant_id, id),
  FOREIGN KEY (tenant_id, previous_secret_id) REFERENCES maestro_sealed_values (tenant_id, id),
  CHECK ((previous_secret_id IS NULL) = (previous_until IS NULL))
);
ALTER TABLE maestro_hooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_hooks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_hooks TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT, INSERT, DELETE,
  UPDATE (name, enabled, match, mapping, secret_id, previous_secret_id, previous_until, changed_by, updated_at)
  ON maestro_hooks TO maestro_app;
