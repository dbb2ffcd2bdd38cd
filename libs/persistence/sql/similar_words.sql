-- Purpose  Words of a collection that are spelt much like the one that the transaction looks for (app.search_word).
-- Params   $1 tenant; $2 collection; $3 that word; $4 how many
-- Result   word and similarity, the most similar first.
-- Index    maestro_collection_spellings_similar.
SELECT word, similarity(word, $3) AS similarity FROM maestro_collection_spellings
WHERE tenant_id = $1 AND collection_id = $2
ORDER BY similarity DESC, word
LIMIT $4
