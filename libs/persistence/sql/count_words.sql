-- Purpose  What the words of a question come down to, and in how many passages of a collection each occurs.
-- Params   $1 tenant; $2 collection; $3 language; $4 words as they were written
-- Result   n of the word (from 1), each lexeme of it, and passages.
-- Index    maestro_collection_words_pkey.
SELECT t.n::int AS n, l.lexeme, coalesce(w.chunks, 0)::int AS chunks
FROM unnest($4::text[]) WITH ORDINALITY AS t (token, n)
CROSS JOIN LATERAL unnest(to_tsvector($3::regconfig, t.token)) AS l
LEFT JOIN LATERAL (
  SELECT c.chunks FROM maestro_collection_words c
  WHERE c.tenant_id = $1 AND c.collection_id = $2 AND c.word = l.lexeme OFFSET 0
) AS w ON true
ORDER BY t.n, l.lexeme
