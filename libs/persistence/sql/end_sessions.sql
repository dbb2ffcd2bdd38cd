-- Purpose   Ends sessions of a person.
-- Params    $1 tenant, $2 member, $3 the one session; null for all of them
-- Result    ids of those that this call ended
-- Locks     the sessions' rows
-- Index     maestro_sessions_member
UPDATE maestro_sessions SET ended_at = maestro_now()
WHERE tenant_id = $1 AND member_id = $2 AND ($3::uuid IS NULL OR id = $3) AND ended_at IS NULL
RETURNING id
