-- Purpose   Prolongs a lease under the very term it was taken for, also a little late as long as nobody took it.
-- Params    $1 name, $2 holder, $3 term, $4 lease in milliseconds
-- Result    one row; none where the term is over.
-- Locks     the lease.
-- Index     the primary key.
UPDATE maestro_leases SET expires_at = maestro_now() + $4::int * interval '1 millisecond'
WHERE name = $1 AND holder = $2::uuid AND term = $3::bigint
RETURNING term
