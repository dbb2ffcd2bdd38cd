-- Purpose  Remembers words as they are written, for those who mistype them.
-- Params   $1 tenant; $2 collection; $3 words
-- Result   none.
-- Index    maestro_collection_spellings_pkey.
INSERT INTO maestro_collection_spellings (tenant_id, collection_id, word)
SELECT $1::uuid, $2::uuid, word FROM unnest($3::text[]) AS s (word) ORDER BY word
ON CONFLICT DO NOTHING
