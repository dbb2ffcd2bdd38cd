-- Why: a client that did not hear the answer sends its request again; whoever keeps the first answer can give it twice
-- and do the work once. And each tenant may ask only so often.

CREATE TABLE maestro_requests (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  -- `api_key:…`: two principals may use the same key for different things.
  principal text NOT NULL CHECK (length(principal) <= 256),
  -- Method and pattern: `POST /api/runs/:id/cancel`.
  route text NOT NULL CHECK (length(route) <= 512),
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  -- Of method, address, type and body.
  request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
  -- Of the process that is at it. What a dead one left may be taken over once its lease is over.
  token uuid NOT NULL,
  lease_until timestamptz NOT NULL,
  -- The answer, once there is one.
  status smallint CHECK (status BETWEEN 200 AND 399),
  headers jsonb,
  body text CHECK (length(body) <= 262144),
  -- False where the answer held a secret or was too long: that it was given is kept, what it said is not.
  kept boolean NOT NULL DEFAULT true CHECK (kept OR body IS NULL),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, principal, route, key)
);
CREATE INDEX maestro_requests_expires ON maestro_requests (expires_at);
ALTER TABLE maestro_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_requests TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_requests TO maestro_engine USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON maestro_requests TO maestro_app;
-- Maintenance forgets what is old; it never reads an answer.
GRANT SELECT (tenant_id, principal, route, key, expires_at), DELETE, UPDATE (expires_at) ON maestro_requests TO maestro_engine;

-- Requests a second; null for what the installation gives everybody.
ALTER TABLE maestro_tenants
  ADD COLUMN requests_per_second integer CHECK (requests_per_second > 0),
  ADD COLUMN requests_per_key integer CHECK (requests_per_key > 0);
