-- Purpose   The heads of the chains of some tenants.
-- Params    $1 tenant[]
-- Result    tenant, seq and hash; no row where the chain has not begun.
-- Index     primary key
SELECT h.tenant_id, h.seq::text AS seq, encode(h.hash, 'hex') AS hash
FROM unnest($1::uuid[]) AS t (id)
CROSS JOIN LATERAL (SELECT * FROM maestro_audit_heads h WHERE h.tenant_id = t.id OFFSET 0) h
