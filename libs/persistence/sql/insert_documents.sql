-- Purpose  Puts documents into a collection, without their passages.
-- Params   $1 tenant; $2 collection; $3 the documents as JSON; $4 digest of the settings, as hex; $5 language
-- Result   id and no of each.
-- Locks    none that others wait for; the collection is held by who calls.
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($3::jsonb) AS g (
    id text, title text, uri text, metadata jsonb, media_type text, body text, digest text, version int, chunks int,
    created_at timestamptz)
), more AS (
  UPDATE maestro_collections SET documents = documents + (SELECT count(*) FROM given),
    chunks = chunks + (SELECT coalesce(sum(chunks), 0) FROM given)
  WHERE tenant_id = $1 AND id = $2
)
INSERT INTO maestro_documents (tenant_id, collection_id, id, title, uri, metadata, media_type, body, digest, settings, version,
                               language, chunks, created_at)
SELECT $1::uuid, $2::uuid, id, title, uri, metadata, media_type, body, decode(digest, 'hex'), decode($4, 'hex'), version,
       $5::text, chunks, coalesce(created_at, maestro_now())
FROM given
RETURNING id, no
