-- Purpose   The trust rules of a tenant that hold, the newest first.
-- Params    $1 tenant, $2 the one rule (null: all), $3 of this issuer (null: of any)
-- Result    200 at most: no more can be made
-- Index     primary key
SELECT id, name, issuer, audience, algorithm, conditions, role, scopes, ttl_s AS "ttlSeconds", created_by AS "createdBy",
       created_at AS "createdAt"
FROM maestro_trust_rules
WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id = $2) AND ($3::text IS NULL OR issuer = $3) AND removed_at IS NULL
ORDER BY id DESC
LIMIT 200
