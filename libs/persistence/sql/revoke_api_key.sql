-- Purpose   Ends an API key for ever.
-- Params    $1 tenant, $2 the key's id
-- Result    one row: whether this call revoked it
-- Locks     the key's row
-- Index     primary key
WITH revoked AS (
  UPDATE maestro_api_keys SET revoked_at = maestro_now()
  WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL
  RETURNING 1
)
SELECT EXISTS (SELECT FROM revoked) AS revoked
