-- Purpose   Notes that a key was used; at most once a minute, whoever asks.
-- Params    $1 tenant, $2 the key's id
-- Locks     the key's row
-- Index     primary key
UPDATE maestro_api_keys SET last_used_at = maestro_now()
WHERE tenant_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < maestro_now() - interval '1 minute')
