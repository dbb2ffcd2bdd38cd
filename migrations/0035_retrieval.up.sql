-- Why: vectors of a provider cost money. A call of the API has no run whose accounts could be charged: it has a reservation and an
-- entry of the ledger of its own. Vectors that were paid for are kept until the documents that they are for have been written.

-- Null: a call of the API. `run_id` is the id of that call then, and `node` the collection it was for.
ALTER TABLE maestro_reservations ALTER template_id DROP NOT NULL;
ALTER TABLE maestro_cost_entries ALTER template_id DROP NOT NULL;
-- Those of callers who died are looked for; there are few, and as a rule none.
CREATE INDEX maestro_reservations_calls ON maestro_reservations (at) WHERE template_id IS NULL;

-- How long the vectors of the collection are, where a provider makes them; null before the first. Those of another length do not
-- compare: a model that gives others from now on is another model.
ALTER TABLE maestro_collections ADD COLUMN dimensions integer CHECK (dimensions BETWEEN 1 AND 8192);
GRANT UPDATE (dimensions) ON maestro_collections TO maestro_app;

-- Vectors of texts whose documents are not written yet: who tries again does not pay again.
CREATE TABLE maestro_paid_vectors (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  -- Digests of the provider with its model, and of the text.
  model bytea NOT NULL CHECK (length(model) = 32),
  text bytea NOT NULL CHECK (length(text) = 32),
  vector real[] NOT NULL,
  made_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, model, text)
);
CREATE INDEX maestro_paid_vectors_made ON maestro_paid_vectors (tenant_id, made_at);
ALTER TABLE maestro_paid_vectors ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_paid_vectors FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_paid_vectors TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
GRANT SELECT, INSERT, DELETE ON maestro_paid_vectors TO maestro_app;

-- include functions/reserve_call_v1.sql
-- include functions/settle_call_v1.sql
