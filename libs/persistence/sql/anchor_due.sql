-- Purpose   Heads that are to be signed now.
-- Params    $1 how many
-- Result    tenant, seq, hash, and the time now
-- Index     maestro_audit_heads_sign
SELECT h.tenant_id, h.seq::text AS seq, encode(h.hash, 'hex') AS hash, maestro_now() AS now
FROM maestro_audit_heads h
WHERE h.sign_at <= maestro_now()
ORDER BY h.sign_at
LIMIT $1
