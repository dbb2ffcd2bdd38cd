-- Purpose   What an export of the chain begins and ends with.
-- Params    $1 tenant, $2 the first seq, $3 the last, or null
-- Result    the hash before it (null where there is no such record), the seq of the head, and the keys that signed heads from
--           there on
-- Index     primary keys
SELECT (SELECT encode(r.hash, 'hex') FROM maestro_audit_records r WHERE r.tenant_id = $1 AND r.seq = $2::bigint - 1) AS before,
       coalesce((SELECT h.seq FROM maestro_audit_heads h WHERE h.tenant_id = $1), 0)::text AS head,
       coalesce((SELECT jsonb_object_agg(k.key_id, k.public_key) FROM maestro_audit_roots k
                 WHERE k.tenant_id = $1 AND k.seq >= $2::bigint AND ($3::bigint IS NULL OR k.seq <= $3::bigint)), '{}') AS keys
