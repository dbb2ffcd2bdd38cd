-- Purpose   One page of a dataset's records, by key.
-- Params    $1 tenant, $2 dataset, $3 key behind which the page begins (empty: the first), $4 rows, $5 bytes of stored
--           payload after which no further record is read
-- Result    the records; `candidates` is how many the page was chosen from
-- Index     primary key
WITH record AS (
  SELECT r.*, count(*) OVER ()::int AS candidates,
         sum(pg_column_size(r.data)) OVER (ORDER BY r.key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM (SELECT * FROM maestro_records WHERE tenant_id = $1 AND dataset = $2 AND key > $3 ORDER BY key LIMIT $4) r
)
SELECT key, ingest_id AS "ingestId", data, updated_at AS "updatedAt", candidates
FROM record
WHERE coalesce(before, 0) < $5
ORDER BY key
