-- Purpose  Makes what metadata can be filtered by of the metadata of documents.
-- Params   $1 tenant; $2 collection; $3 .. $7 of each value: document, key, and a text, a number or a flag
-- Result   none.
INSERT INTO maestro_document_facets (tenant_id, collection_id, document, key, text_value, number_value, flag_value)
SELECT $1::uuid, $2::uuid, * FROM unnest($3::bigint[], $4::text[], $5::text[], $6::float8[], $7::boolean[])
