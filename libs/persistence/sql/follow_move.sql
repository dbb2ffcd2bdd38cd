-- Purpose   Writes down how far consumers have come that still stand where they stood, while the term of the leader lasts.
-- Params    $1 name of the lease, $2 holder, $3 term, $4 consumers, $5 xid and $6 id at which they stood, $7 xid, $8 id
-- Locks     the cursors.
-- Index     primary keys
UPDATE maestro_feed_cursors c SET xid = $7::text::xid8, id = $8, term = $3
WHERE c.consumer = ANY ($4::text[]) AND c.term <= $3::bigint AND (c.xid, c.id) = ($5::text::xid8, $6::bigint)
  AND EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
