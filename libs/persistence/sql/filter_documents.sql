-- Purpose  Documents whose metadata meet every condition.
-- Params   $1 tenant; $2 collection; $3 how many conditions; $4 what meets them, as JSON: `n` of the condition, key, kind, and
--          the least and the greatest value with whether they are left out
-- Result   numbers of the documents.
-- Index    maestro_document_facets_text, maestro_document_facets_number; behind row-level security a comparison uses an index
--          only where both of its sides are plain, so that bounds are made whole before.
WITH given AS MATERIALIZED (
  SELECT n, key, kind, low_text, high_text, flag, open_low, open_high,
         coalesce(low_number, '-Infinity') AS low_number, coalesce(high_number, 'Infinity') AS high_number
  FROM jsonb_to_recordset($4::jsonb) AS g (
    n int, key text, kind text, low_text text, high_text text, low_number float8, high_number float8, flag boolean,
    open_low boolean, open_high boolean)
), met AS (
  SELECT g.n, f.document FROM given g CROSS JOIN LATERAL (
    SELECT document FROM maestro_document_facets
    WHERE tenant_id = $1 AND collection_id = $2 AND key = g.key AND text_value >= g.low_text
      AND (g.high_text IS NULL OR text_value <= g.high_text)
      AND NOT (g.open_low AND text_value = g.low_text) AND NOT (g.open_high AND text_value = g.high_text) OFFSET 0
  ) f WHERE g.kind = 'text'
  UNION ALL
  SELECT g.n, f.document FROM given g CROSS JOIN LATERAL (
    SELECT document FROM maestro_document_facets
    WHERE tenant_id = $1 AND collection_id = $2 AND key = g.key
      AND number_value >= g.low_number AND number_value <= g.high_number
      AND NOT (g.open_low AND number_value = g.low_number) AND NOT (g.open_high AND number_value = g.high_number) OFFSET 0
  ) f WHERE g.kind = 'number'
  UNION ALL
  SELECT g.n, f.document FROM given g CROSS JOIN LATERAL (
    SELECT document FROM maestro_document_facets
    WHERE tenant_id = $1 AND collection_id = $2 AND key = g.key AND (g.kind = 'any' OR flag_value = g.flag) OFFSET 0
  ) f WHERE g.kind IN ('flag', 'any')
)
SELECT document AS no FROM met GROUP BY document HAVING count(DISTINCT n) = $3::int
