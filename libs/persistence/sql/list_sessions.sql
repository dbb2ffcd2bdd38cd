-- Purpose   The sessions of a person that are not over, the newest first.
-- Params    $1 tenant, $2 member
-- Result    a hundred at most
-- Index     maestro_sessions_member
SELECT id, provider, user_agent AS "userAgent", created_at AS "createdAt", last_seen_at AS "lastSeenAt",
       least(expires_at, last_seen_at + idle_s * interval '1 second') AS "endsAt", expires_at AS "expiresAt"
FROM maestro_sessions
WHERE tenant_id = $1 AND member_id = $2 AND ended_at IS NULL AND expires_at > maestro_now()
  AND last_seen_at + idle_s * interval '1 second' > maestro_now()
ORDER BY id DESC
LIMIT 100
