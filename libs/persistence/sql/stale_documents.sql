-- Purpose  Documents whose passages were made by other settings than the collection has now, with their texts.
-- Params   $1 tenant; $2 collection; $3 digest of the present settings, as hex; $4 how many; $5 characters of text after which no more are taken
-- Result   id and all that passages are made of.
-- Index    maestro_documents_settings.
SELECT id, title, uri, metadata, media_type AS "mediaType", encode(digest, 'hex') AS digest, body FROM (
  SELECT d.*, sum(length(d.body)) OVER (ORDER BY d.id) - length(d.body) AS before FROM (
    SELECT * FROM maestro_documents
    WHERE tenant_id = $1 AND collection_id = $2 AND settings < decode($3, 'hex')
    UNION ALL
    SELECT * FROM maestro_documents
    WHERE tenant_id = $1 AND collection_id = $2 AND settings > decode($3, 'hex')
    LIMIT $4
  ) d
) s WHERE before < $5::bigint
