-- Purpose   The session a browser presents, and whose it is.
-- Params    $1 tenant, which the transaction is of, $2 the session's id
-- Result    at most one row
-- Index     primary keys
SELECT s.secret_hash AS "secretHash", m.id AS "memberId", m.email, m.role,
       (s.ended_at IS NULL AND s.expires_at > maestro_now() AND s.last_seen_at + s.idle_s * interval '1 second' > maestro_now()
        AND m.removed_at IS NULL AND t.disabled_at IS NULL) AS live
FROM maestro_sessions s
JOIN maestro_members m ON m.tenant_id = s.tenant_id AND m.id = s.member_id
JOIN maestro_tenants t ON t.id = s.tenant_id
WHERE s.tenant_id = $1 AND s.id = $2
