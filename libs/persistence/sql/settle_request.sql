-- Purpose   Keeps the answer to a request under its idempotency key.
-- Params    $1 tenant, $2 principal, $3 route, $4 key, $5 token, $6 status, $7 headers, $8 body, $9 whether the body is kept
-- Result    one row where the key was still ours
-- Locks     the key's row
-- Index     primary key
UPDATE maestro_requests SET status = $6, headers = $7, body = $8, kept = $9
WHERE tenant_id = $1 AND principal = $2 AND route = $3 AND key = $4 AND token = $5 AND status IS NULL
RETURNING key
