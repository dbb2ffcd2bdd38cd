-- Purpose  Passages whose vectors point most nearly where one does, where the server has pgvector.
-- Params   $1 tenant; $2 collection; $3 digest of the model; $4 the vector; $5 only passages of these documents, null for all;
--          $6 how many
-- Result   no and cosine of each, the nearest first.
-- Index    maestro_chunks_vectors; the distance is exact, and worked out once for each passage.
SELECT no, 1 - distance AS score FROM (
  SELECT no, embedding::vector <=> $4::real[]::vector AS distance FROM maestro_chunks
  WHERE tenant_id = $1 AND collection_id = $2 AND embedding IS NOT NULL AND embedded_by = $3
    AND ($5::bigint[] IS NULL OR document = ANY ($5))
  ORDER BY distance, no
  LIMIT $6
) n
ORDER BY distance, no
