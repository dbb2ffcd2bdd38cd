-- Purpose   Takes the one turn of a consumer that still stands where it stood: two leaders at once cannot both be in it.
-- Params    $1 name of the lease, $2 holder, $3 term, $4 consumer, $5 xid and $6 id at which it stood
-- Result    a row where the turn was had
-- Locks     the cursor.
-- Index     primary keys
SELECT true AS had FROM maestro_feed_cursors c
WHERE c.consumer = $4 AND c.term <= $3::bigint AND (c.xid, c.id) = ($5::text::xid8, $6::bigint)
  AND EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
FOR NO KEY UPDATE OF c
