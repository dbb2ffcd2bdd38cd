-- Purpose   Gives an idempotency key back whose request changed nothing.
-- Params    $1 tenant, $2 principal, $3 route, $4 key, $5 token
-- Result    one row where the key was still ours
-- Locks     the key's row
-- Index     primary key
DELETE FROM maestro_requests
WHERE tenant_id = $1 AND principal = $2 AND route = $3 AND key = $4 AND token = $5 AND status IS NULL
RETURNING key
