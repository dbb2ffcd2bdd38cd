-- Purpose  A page of the documents of a collection, without their texts.
-- Params   $1 tenant; $2 collection; $3 id behind which to begin; $4 how many
-- Result   documents by id.
-- Index    maestro_documents_pkey.
SELECT id, no, title, uri, metadata, media_type AS "mediaType", encode(digest, 'hex') AS digest, encode(settings, 'hex') AS settings,
       version, chunks, created_at AS "createdAt", updated_at AS "updatedAt"
FROM maestro_documents
WHERE tenant_id = $1 AND collection_id = $2 AND id > $3
ORDER BY id
LIMIT $4
