-- Purpose  Vectors of a collection, a page at a time, by the transactions that wrote them.
-- Params   $1 tenant; $2 collection; $3 digest of the model; $4 and $5 transaction and passage behind which to begin; $6 how many
-- Result   no, document, xid and the vector in the binary form of an array; of all rows alike, the oldest transaction that
--          was open.
-- Index    maestro_chunks_vectors.
SELECT no, document, xid, array_send(embedding) AS vector, pg_snapshot_xmin(pg_current_snapshot())::text AS horizon
FROM maestro_chunks
WHERE tenant_id = $1 AND collection_id = $2 AND embedding IS NOT NULL AND embedded_by = $3
  AND xid >= $4::bigint AND (xid, no) > ($4::bigint, $5::bigint)
ORDER BY xid, no
LIMIT $6
