-- Purpose   Ends every API key that a person answers for.
-- Params    $1 tenant, $2 the person: `user:…`
-- Result    the keys that this call ended
-- Locks     their rows
-- Index     primary key: all keys of the tenant are looked at, and people leave seldom
UPDATE maestro_api_keys SET revoked_at = maestro_now()
WHERE tenant_id = $1 AND owner = $2 AND revoked_at IS NULL
RETURNING id, name
