-- Purpose   The API key somebody presents, before its tenant is known.
-- Params    $1 the key's id; also the transaction's `app.key_id`, without which no row is visible
-- Result    the key, the hashes of the secrets that open it, and whether it is live; at most one row in practice
-- Index     maestro_api_keys_id
SELECT tenant_id AS "tenantId", id, name, role, secret_hash AS "secretHash", scopes, owner,
       trust_rule AS "trustRule",
       CASE WHEN previous_until > maestro_now() THEN previous_hash END AS "previousHash",
       (revoked_at IS NULL AND (expires_at IS NULL OR expires_at > maestro_now())) AS live
FROM maestro_api_keys
WHERE id = $1
