-- Purpose   Takes an idempotency key for a request, or tells what became of the request that has it.
-- Params    $1 tenant, $2 principal, $3 route, $4 key, $5 hash of the request, $6 token, $7 lease in ms
-- Result    one row: whether it was taken; else the answer that was given, or for how many ms somebody is at it. Both null
--           where a twin took it this very instant
-- Locks     the key's row
-- Index     primary key
WITH taken AS (
  INSERT INTO maestro_requests AS r (tenant_id, principal, route, key, request_hash, token, lease_until, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, maestro_now() + $7 * interval '1 ms', maestro_now() + interval '24 hours')
  ON CONFLICT (tenant_id, principal, route, key) DO UPDATE SET
    request_hash = excluded.request_hash, token = excluded.token, lease_until = excluded.lease_until,
    expires_at = excluded.expires_at, created_at = maestro_now(), status = NULL, headers = NULL, body = NULL, kept = true
  WHERE r.expires_at <= maestro_now()
    OR (r.status IS NULL AND r.lease_until <= maestro_now() AND r.request_hash = excluded.request_hash)
  RETURNING 1
)
SELECT EXISTS (SELECT FROM taken) AS taken, r.request_hash = $5 AS same, r.status, r.headers, r.body, r.kept,
  ceil(extract(epoch FROM r.lease_until - maestro_now()) * 1000)::float8 AS busy_ms
FROM (SELECT 1) one
LEFT JOIN maestro_requests r ON r.tenant_id = $1 AND r.principal = $2 AND r.route = $3 AND r.key = $4
