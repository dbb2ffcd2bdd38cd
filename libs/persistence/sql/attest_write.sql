-- Purpose   Keeps what is stated of ended runs, and how far they are attested.
-- Params    $1 tenant[], $2 id[], $3 run[], $4 predicate type, $5 subjects, a JSON list each, $6 key id, $7 envelope[],
--           $8 the transaction up to which runs are attested now, $9 name of the lease, $10 holder, $11 term,
--           $12 the transaction up to which they were
-- Result    one row where it counted: the term still holds, and nobody went on meanwhile
-- Locks     the cursor; the rows it inserts.
-- Index     primary keys
WITH turn AS (
  UPDATE maestro_audit_cursor c SET attested = $8::text::xid8
  WHERE c.attested = $12::text::xid8
    AND EXISTS (SELECT FROM maestro_leases l WHERE l.name = $9 AND l.holder = $10::uuid AND l.term = $11::bigint)
  RETURNING one
), made AS (
  INSERT INTO maestro_attestations (tenant_id, id, run_id, predicate_type, subjects, key_id, envelope, created_by)
  SELECT m.tenant_id, m.id, m.run_id, $4, ARRAY(SELECT jsonb_array_elements_text(m.subjects)), $6, m.envelope, 'system'
  FROM turn, unnest($1::uuid[], $2::uuid[], $3::uuid[], $5::jsonb[], $7::text[]) AS m (tenant_id, id, run_id, subjects, envelope)
  -- One that retention took away meanwhile has nothing to be stated of.
  JOIN maestro_runs r ON r.tenant_id = m.tenant_id AND r.id = m.run_id
  ON CONFLICT DO NOTHING
)
SELECT one FROM turn
