-- Purpose  Documents of a collection by their ids, without their texts.
-- Params   $1 tenant; $2 collection; $3 ids
-- Result   those that are there.
-- Index    maestro_documents_pkey.
SELECT id, no, title, uri, metadata, media_type AS "mediaType", encode(digest, 'hex') AS digest, encode(settings, 'hex') AS settings,
       version, chunks, created_at AS "createdAt", updated_at AS "updatedAt"
FROM maestro_documents
WHERE tenant_id = $1 AND collection_id = $2 AND id = ANY ($3::text[])
