-- Purpose   Takes the one turn to seal, under the term of the leader: two leaders at once cannot both be in it.
-- Params    $1 name of the lease, $2 holder, $3 term
-- Result    the transaction up to which all is sealed; no row where the term is over, or a later one has sealed already.
-- Locks     the cursor.
-- Index     primary keys
SELECT c.sealed::text AS sealed
FROM maestro_audit_cursor c
WHERE c.term <= $3::bigint
  AND EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
FOR NO KEY UPDATE OF c
