-- Purpose   Signed heads that are not written down outside of the database yet.
-- Params    $1 how many
-- Index     maestro_audit_roots_open
SELECT r.tenant_id, r.seq::text AS seq, r.content, r.key_id, r.public_key, encode(r.signature, 'hex') AS signature
FROM maestro_audit_roots r
WHERE r.anchored_at IS NULL
ORDER BY r.tenant_id, r.seq
LIMIT $1
