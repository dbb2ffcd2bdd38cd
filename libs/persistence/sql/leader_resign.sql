-- Purpose   Ends a term early, so that a successor need not wait for the lease to run out.
-- Params    $1 name, $2 holder, $3 term
-- Result    one row; none where the term was over already.
-- Locks     the lease.
-- Index     the primary key.
UPDATE maestro_leases SET holder = NULL, expires_at = maestro_now()
WHERE name = $1 AND holder = $2::uuid AND term = $3::bigint
RETURNING term
