-- Purpose   Where those who follow the feed stand, while the term of the leader lasts.
-- Params    $1 name of the lease, $2 holder, $3 term, $4 consumers
-- Result    one row for each consumer that has followed before, unless a later term has: what is stored, where it is to begin, and
--           the first transaction not settled yet. A position ahead of the cluster was counted in another one: it goes back to now.
-- Index     primary keys
SELECT c.consumer AS name, c.xid::text AS "storedXid", c.id::text AS "storedId",
       least(c.xid, n.xid)::text AS xid, (CASE WHEN c.xid > n.xid THEN 0 ELSE c.id END)::text AS id, n.xid::text AS now
FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xid OFFSET 0) n, unnest($4::text[]) AS a (consumer)
CROSS JOIN LATERAL (SELECT c.* FROM maestro_feed_cursors c WHERE c.consumer = a.consumer AND c.term <= $3::bigint OFFSET 0) c
WHERE EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
