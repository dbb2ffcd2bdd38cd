-- Purpose   Takes the one turn to follow the feed for a consumer, under the term of the leader: two leaders at once cannot both
--           be in it.
-- Params    $1 name of the lease, $2 holder, $3 term, $4 consumer
-- Result    where the consumer stands; no row where it never followed, the term is over, or a later one has followed already.
--           A position ahead of the cluster was counted in another one: it goes back to now.
-- Locks     the cursor.
-- Index     primary keys
SELECT least(c.xid, n.xid)::text AS xid, (CASE WHEN c.xid > n.xid THEN 0 ELSE c.id END)::text AS id
FROM maestro_feed_cursors c, (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xid OFFSET 0) n
WHERE c.consumer = $4 AND c.term <= $3::bigint
  AND EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
FOR NO KEY UPDATE OF c
