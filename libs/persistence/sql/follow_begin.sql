-- Purpose   Lets a new consumer follow the feed from now on.
-- Params    $1 name of the lease, $2 holder, $3 term, $4 consumer
-- Index     primary keys
INSERT INTO maestro_feed_cursors (consumer, xid, id, term)
SELECT $4, pg_snapshot_xmin(pg_current_snapshot()), 0, l.term
FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint
ON CONFLICT (consumer) DO NOTHING
