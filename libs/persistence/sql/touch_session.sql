-- Purpose   Notes that a session was used, so that it does not idle out; at most once a minute, whoever asks.
-- Params    $1 tenant, $2 the session's id
-- Locks     the session's row
-- Index     primary key
UPDATE maestro_sessions SET last_seen_at = maestro_now()
WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL AND last_seen_at < maestro_now() - interval '1 minute'
  AND last_seen_at + idle_s * interval '1 second' > maestro_now()
