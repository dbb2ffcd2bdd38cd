-- Purpose  Passages that match what the transaction looks for (app.search), by how rare and how frequent their words are.
-- Params   $1 tenant; $2 collection; $3 words, each as a tsquery; $4 what each of them weighs; $5 words of a passage on
--          average; $6 only passages of these documents, null for all; $7 how many are ranked at most, $8 how many are wanted
-- Result   no and score of each passage, best first.
-- Index    maestro_chunk_terms_words, or maestro_chunk_terms_document where few documents are asked about.
WITH asked AS MATERIALIZED (
  SELECT word::tsquery AS word, weight FROM unnest($3::text[], $4::real[]) AS a (word, weight)
)
SELECT f.chunk AS no,
  (SELECT sum(a.weight * ts_rank('{0.5, 0.5, 0.5, 1}', f.terms, a.word)) FROM asked a) / (0.7 + 0.3 * f.words / $5::real) AS score
FROM (
  SELECT chunk, words, terms FROM maestro_chunk_terms
  WHERE tenant_id = $1 AND collection_id = $2 AND ($6::bigint[] IS NULL OR document = ANY ($6))
  LIMIT $7
) f
ORDER BY score DESC, no
LIMIT $8
