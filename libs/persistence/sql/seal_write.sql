-- Purpose   Appends a record to the chains of some tenants, and says how far all is sealed.
-- Params    $1 tenant[], $2 seq[], $3 hash[] in hex, $4 content[], $5 and $6 the transactions behind which and up to which they
--           stand, $7 term, $8 ms after which a new head is signed (null: nobody signs), $9 records after which it is at once
-- Result    the cursor
-- Locks     the cursor, which the caller holds; heads.
-- Index     primary keys
WITH made AS (
  SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) AS r (tenant_id, seq, hash, content)
), record AS (
  INSERT INTO maestro_audit_records (tenant_id, seq, hash, after, upto, content)
  SELECT m.tenant_id, m.seq, decode(m.hash, 'hex'), $5::text::xid8, $6::text::xid8, m.content FROM made m
), head AS (
  INSERT INTO maestro_audit_heads AS h (tenant_id, seq, hash, sign_at)
  SELECT m.tenant_id, m.seq, decode(m.hash, 'hex'), maestro_now() + $8::bigint * interval '1 millisecond' FROM made m
  ON CONFLICT (tenant_id) DO UPDATE SET
    seq = excluded.seq, hash = excluded.hash,
    sign_at = CASE WHEN $8::bigint IS NULL THEN NULL WHEN excluded.seq - h.signed_seq >= $9::int THEN maestro_now()
                   ELSE coalesce(h.sign_at, excluded.sign_at) END
)
UPDATE maestro_audit_cursor SET sealed = $6::text::xid8, term = $7::bigint RETURNING one
