-- Purpose  Passages with the documents they are of. One statement: all of a document's are of one version.
-- Params   $1 tenant; $2 collection; $3 numbers of passages
-- Result   those that are still there.
-- Index    maestro_chunks_pkey, maestro_documents_tenant_id_no_key.
SELECT c.no, c.body AS text, c.from_offset AS "from", c.to_offset AS "to", d.id AS document, d.version, d.title, d.uri, d.metadata
FROM unnest($3::bigint[]) AS a (no)
CROSS JOIN LATERAL (
  SELECT * FROM maestro_chunks k WHERE k.tenant_id = $1 AND k.no = a.no AND k.collection_id = $2 OFFSET 0
) AS c
CROSS JOIN LATERAL (SELECT * FROM maestro_documents m WHERE m.tenant_id = $1 AND m.no = c.document OFFSET 0) AS d
