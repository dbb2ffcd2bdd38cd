-- Purpose  Puts passages of documents into a collection, finds their words and counts them.
-- Params   $1 tenant; $2 collection; $3 .. $7 of each passage: document, where it begins and ends, its text, and its vector as
--          a text or null; $8 language; $9 digest of the model of the vectors, or null
-- Result   none.
-- Locks    words of the collection in their order; the collection is held by who calls.
-- Index    maestro_collection_words_pkey.
WITH made AS (
  INSERT INTO maestro_chunks (tenant_id, collection_id, document, from_offset, to_offset, body, embedding, embedded_by)
  SELECT $1::uuid, $2::uuid, g.document, g.from_offset, g.to_offset, g.body, g.embedding::real[],
         CASE WHEN g.embedding IS NOT NULL THEN $9::bytea END
  FROM unnest($3::bigint[], $4::int[], $5::int[], $6::text[], $7::text[])
    AS g (document, from_offset, to_offset, body, embedding)
  RETURNING no, document, body
), read AS MATERIALIZED (
  SELECT m.no, m.document, maestro_chunk_terms_v1($8::text, d.title, m.body) AS terms
  FROM made m JOIN maestro_documents d ON d.tenant_id = $1 AND d.no = m.document
), termed AS (
  INSERT INTO maestro_chunk_terms (tenant_id, collection_id, chunk, document, words, terms)
  SELECT $1::uuid, $2::uuid, no, document, length(terms), terms FROM read
), more AS (
  UPDATE maestro_collections SET words = words + (SELECT coalesce(sum(length(terms)), 0) FROM read)
  WHERE tenant_id = $1 AND id = $2
)
INSERT INTO maestro_collection_words AS w (tenant_id, collection_id, word, chunks)
SELECT $1::uuid, $2::uuid, t.lexeme, count(*) FROM read r CROSS JOIN LATERAL unnest(r.terms) AS t GROUP BY t.lexeme ORDER BY t.lexeme
ON CONFLICT (tenant_id, collection_id, word) DO UPDATE SET chunks = w.chunks + excluded.chunks
