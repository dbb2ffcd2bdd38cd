-- Purpose   Writes down how far a consumer has come. Its cursor is locked by whoever calls this.
-- Params    $1 consumer, $2 xid, $3 id, $4 term
-- Locks     the cursor.
-- Index     primary key
UPDATE maestro_feed_cursors SET xid = $2::text::xid8, id = $3, term = $4 WHERE consumer = $1
