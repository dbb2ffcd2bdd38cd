-- Why: what happens to runs is told to others, each thing once it is settled, and from where the telling stood when its leader
-- died.

-- How far each of those who follow the feed of runs has come. Of the installation, not of a tenant: the engine alone sees it.
CREATE TABLE maestro_feed_cursors (
  consumer text PRIMARY KEY CHECK (consumer ~ '^[a-z][a-z-]{0,62}$'),
  -- All events up to here have been told.
  xid xid8 NOT NULL,
  id bigint NOT NULL,
  -- Term of the leader that moved it last: it never falls.
  term bigint NOT NULL
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE ON maestro_feed_cursors TO maestro_engine;

-- Values that belong to a thing of the tenant and not to its workflows: no run can name them.
CREATE TABLE maestro_sealed_values (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  purpose text NOT NULL CHECK (purpose ~ '^[a-z][a-z-]{0,31}$'),
  data_key_id uuid NOT NULL,
  sealed bytea NOT NULL CHECK (length(sealed) BETWEEN 29 AND 8192),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, data_key_id) REFERENCES maestro_data_keys (tenant_id, id)
);
CREATE INDEX maestro_sealed_values_key ON maestro_sealed_values (tenant_id, data_key_id);

-- Addresses that are told what happens.
CREATE TABLE maestro_webhooks (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  url text NOT NULL CHECK (length(url) <= 2048),
  description text NOT NULL DEFAULT '',
  -- Types it hears of; of runs of these templates and orchestras alone, where any are named.
  events text[] NOT NULL,
  template_ids uuid[] NOT NULL DEFAULT '{}',
  orchestra_ids uuid[] NOT NULL DEFAULT '{}',
  enabled boolean NOT NULL DEFAULT true,
  -- Why it is off: switched off, gone (it said so), or failing for too long.
  off_reason text CHECK (off_reason IN ('manual', 'gone', 'failing')),
  failing_since timestamptz,
  secret_id uuid NOT NULL,
  -- The one before, which signs as well until then.
  previous_secret_id uuid,
  previous_until timestamptz,
  created_by text NOT NULL CHECK (length(created_by) <= 256),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, secret_id) REFERENCES maestro_sealed_values (tenant_id, id),
  FOREIGN KEY (tenant_id, previous_secret_id) REFERENCES maestro_sealed_values (tenant_id, id),
  CHECK (enabled = (off_reason IS NULL)),
  CHECK ((previous_secret_id IS NULL) = (previous_until IS NULL))
);

CREATE TABLE maestro_webhook_deliveries (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  -- The same for every attempt and for what is sent again.
  event_id text NOT NULL CHECK (length(event_id) <= 128),
  type text NOT NULL CHECK (length(type) <= 128),
  -- What is signed and sent, to the byte.
  body text NOT NULL CHECK (length(body) <= 65536),
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed', 'cancelled')),
  -- When it is tried next; while it is being tried, when it may be taken by another.
  next_at timestamptz NOT NULL DEFAULT maestro_now(),
  -- Of the attempt under way or the last one: what it writes counts only under this.
  token uuid,
  attempts integer NOT NULL DEFAULT 0,
  log jsonb NOT NULL DEFAULT '[]',
  replay_of uuid,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, webhook_id) REFERENCES maestro_webhooks (tenant_id, id) ON DELETE CASCADE,
  CHECK ((status = 'pending') = (finished_at IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX maestro_webhook_deliveries_list ON maestro_webhook_deliveries (tenant_id, webhook_id, id);
CREATE INDEX maestro_webhook_deliveries_open ON maestro_webhook_deliveries (tenant_id, webhook_id, next_at)
  WHERE finished_at IS NULL;
CREATE INDEX maestro_webhook_deliveries_due ON maestro_webhook_deliveries (next_at) WHERE finished_at IS NULL;
CREATE INDEX maestro_webhook_deliveries_ended ON maestro_webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_sealed_values', 'maestro_webhooks', 'maestro_webhook_deliveries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['maestro_webhooks', 'maestro_webhook_deliveries'] LOOP
    EXECUTE format('CREATE POLICY engine ON %I TO maestro_engine USING (true) WITH CHECK (true)', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (data_key_id, sealed), DELETE ON maestro_sealed_values TO maestro_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON maestro_webhooks TO maestro_app;
GRANT SELECT, INSERT, UPDATE (status, finished_at, token) ON maestro_webhook_deliveries TO maestro_app;
-- Who is told of what, and nothing of the secrets.
GRANT SELECT (tenant_id, id, events, template_ids, orchestra_ids, enabled, off_reason, failing_since) ON maestro_webhooks
  TO maestro_engine;
GRANT UPDATE (enabled, off_reason, failing_since, updated_at) ON maestro_webhooks TO maestro_engine;
GRANT SELECT, INSERT, DELETE, UPDATE (status, next_at, token, attempts, log, finished_at) ON maestro_webhook_deliveries
  TO maestro_engine;
