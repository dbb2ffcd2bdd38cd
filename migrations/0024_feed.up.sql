-- Why: what happens to all runs of a tenant is read as it happens, and resumed from where a reader stood. It is found by
-- transaction, among those of all tenants, without a look at the rows of others; and a reader that comes back after some of it
-- was forgotten has to be told so.
CREATE INDEX maestro_events_feed ON maestro_events (xid, tenant_id);
DROP INDEX maestro_events_xid;

CREATE TABLE maestro_pruned_events (
  tenant_id uuid PRIMARY KEY REFERENCES maestro_tenants (id) ON DELETE CASCADE,
  xid xid8 NOT NULL
);
ALTER TABLE maestro_pruned_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_pruned_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_pruned_events TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_pruned_events TO maestro_engine USING (true) WITH CHECK (true);
GRANT SELECT ON maestro_pruned_events TO maestro_app;
GRANT SELECT, INSERT, UPDATE ON maestro_pruned_events TO maestro_engine;
