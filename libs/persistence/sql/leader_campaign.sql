-- Purpose   Takes a lease that nobody holds, or whose time has run out, for a new term.
-- Params    $1 name, $2 holder, $3 lease in milliseconds
-- Result    the term; no row where somebody else holds the lease.
-- Locks     the lease, and only where it can be had: candidates that lose write nothing.
-- Index     the primary key.
WITH taken AS (
  UPDATE maestro_leases
  SET holder = $2::uuid, term = term + 1, expires_at = maestro_now() + $3::int * interval '1 millisecond'
  WHERE name = $1 AND expires_at <= maestro_now()
  RETURNING term
), made AS (
  INSERT INTO maestro_leases (name, holder, term, expires_at)
  SELECT $1, $2::uuid, 1, maestro_now() + $3::int * interval '1 millisecond'
  WHERE NOT EXISTS (SELECT 1 FROM maestro_leases WHERE name = $1)
  ON CONFLICT (name) DO NOTHING
  RETURNING term
)
SELECT term FROM taken UNION ALL SELECT term FROM made
