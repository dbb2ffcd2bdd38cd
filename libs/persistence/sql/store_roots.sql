-- Purpose   Keeps signed heads.
-- Params    $1 tenant[], $2 seq[], $3 content[], $4 key id, $5 public key, $6 signature[] in hex, $7 ms after which a head that
--           has grown meanwhile is signed
-- Result    one row a head
-- Locks     heads.
-- Index     primary keys
WITH root AS (
  INSERT INTO maestro_audit_roots (tenant_id, seq, content, key_id, public_key, signature)
  SELECT r.tenant_id, r.seq, r.content, $4, $5, decode(r.signature, 'hex')
  FROM unnest($1::uuid[], $2::bigint[], $3::text[], $6::text[]) AS r (tenant_id, seq, content, signature)
  -- Signed twice by two leaders: the first is as good.
  ON CONFLICT DO NOTHING
)
UPDATE maestro_audit_heads h SET
  signed_seq = greatest(h.signed_seq, r.seq),
  sign_at = CASE WHEN h.seq > r.seq THEN maestro_now() + $7::bigint * interval '1 millisecond' END
FROM unnest($1::uuid[], $2::bigint[]) AS r (tenant_id, seq)
WHERE h.tenant_id = r.tenant_id
RETURNING h.tenant_id
