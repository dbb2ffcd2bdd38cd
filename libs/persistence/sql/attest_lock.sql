-- Purpose   Takes the one turn to attest ended runs, under the term of the leader, without waiting for the sealer or making it wait.
-- Params    $1 name of the lease, $2 holder, $3 term
-- Result    the transactions up to which runs are attested, and up to which all is sealed; no row where the term is over.
-- Index     primary keys
SELECT c.attested::text AS attested, c.sealed::text AS sealed
FROM maestro_audit_cursor c
WHERE c.term <= $3::bigint
  AND EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
