-- Purpose   Notes that signed heads are written down outside of the database.
-- Params    $1 tenant[], $2 seq[]
-- Locks     the heads' rows.
-- Index     primary key
UPDATE maestro_audit_roots r SET anchored_at = maestro_now()
FROM unnest($1::uuid[], $2::bigint[]) AS k (tenant_id, seq)
WHERE r.tenant_id = k.tenant_id AND r.seq = k.seq AND r.anchored_at IS NULL
RETURNING r.seq
