-- Purpose   Gives a live key another secret. The one of before opens it for a while longer.
-- Params    $1 tenant, $2 the key's id, $3 hash of the new secret, $4 seconds the old one goes on, $5 owner from now on
-- Result    one row where there is such a key, and it is live
-- Locks     the key's row
-- Index     primary key
UPDATE maestro_api_keys
SET previous_hash = CASE WHEN $4::int > 0 THEN secret_hash END,
    previous_until = CASE WHEN $4::int > 0 THEN maestro_now() + $4::int * interval '1 second' END,
    secret_hash = $3, owner = $5, rotated_at = maestro_now()
WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > maestro_now())
RETURNING previous_until AS "previousUntil"
