-- Purpose  Takes documents out of a collection, with their passages, and their words out of its counts.
-- Params   $1 tenant; $2 collection; $3 ids of documents
-- Result   id of each that was there, with its version and when it was made.
-- Locks    the documents; the collection is held by who calls.
-- Index    maestro_documents_pkey, maestro_chunks_document, maestro_collection_words_pkey.
WITH doomed AS MATERIALIZED (
  SELECT no, title, language, chunks FROM maestro_documents
  WHERE tenant_id = $1 AND collection_id = $2 AND id = ANY ($3::text[])
), lost AS MATERIALIZED (
  SELECT t.lexeme, count(*) AS chunks FROM doomed d
  JOIN maestro_chunks c ON c.tenant_id = $1 AND c.document = d.no
  CROSS JOIN LATERAL unnest(maestro_chunk_terms_v1(d.language, d.title, c.body)) AS t
  GROUP BY t.lexeme
), uncounted AS (
  UPDATE maestro_collection_words w SET chunks = w.chunks - l.chunks FROM lost l
  WHERE w.tenant_id = $1 AND w.collection_id = $2 AND w.word = l.lexeme
), less AS (
  UPDATE maestro_collections SET documents = documents - (SELECT count(*) FROM doomed),
    chunks = chunks - (SELECT coalesce(sum(chunks), 0) FROM doomed),
    words = words - (SELECT coalesce(sum(chunks), 0) FROM lost)
  WHERE tenant_id = $1 AND id = $2
)
DELETE FROM maestro_documents WHERE tenant_id = $1 AND collection_id = $2 AND id = ANY ($3::text[])
RETURNING id, version, created_at AS "createdAt"
