-- Purpose   Records of a tenant's chain, with their signatures.
-- Params    $1 tenant, $2 first seq, $3 last seq, $4 rows
-- Index     primary keys
SELECT r.seq::text AS seq, encode(r.hash, 'hex') AS hash, r.content, k.content AS root, k.key_id AS "keyId",
       encode(k.signature, 'hex') AS signature
FROM maestro_audit_records r
LEFT JOIN maestro_audit_roots k ON k.tenant_id = r.tenant_id AND k.seq = r.seq
WHERE r.tenant_id = $1 AND r.seq >= $2 AND r.seq <= $3
ORDER BY r.seq
LIMIT $4
