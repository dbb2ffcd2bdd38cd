-- Purpose  How many documents have passages that were made by other settings than the collection has now.
-- Params   $1 tenant; $2 collection; $3 digest of the present settings, as hex
-- Result   their number.
-- Index    maestro_documents_settings.
SELECT (SELECT count(*) FROM maestro_documents WHERE tenant_id = $1 AND collection_id = $2 AND settings < decode($3, 'hex'))
     + (SELECT count(*) FROM maestro_documents WHERE tenant_id = $1 AND collection_id = $2 AND settings > decode($3, 'hex')) AS count
