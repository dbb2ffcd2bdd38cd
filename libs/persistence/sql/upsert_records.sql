-- Purpose   Upserts up to 1,000 records of one dataset.
-- Params    $1 tenant, $2 dataset, $3 key[] (distinct, in the one order all loads use), $4 ingest id[], $5 data[]
-- Result    how many rows were inserted and how many updated; the rest was the same already and is not written
-- Locks     the records, in the order given
-- Index     primary key
WITH written AS (
  INSERT INTO maestro_records AS r (tenant_id, dataset, key, ingest_id, data)
  SELECT $1::uuid, $2::text, g.key, g.ingest_id, g.data
  FROM unnest($3::text[], $4::text[], $5::jsonb[]) WITH ORDINALITY AS g (key, ingest_id, data, place)
  ORDER BY g.place
  ON CONFLICT (tenant_id, dataset, key) DO UPDATE
  SET data = excluded.data, ingest_id = excluded.ingest_id, updated_at = maestro_now()
  WHERE r.data IS DISTINCT FROM excluded.data
  -- A row that was inserted has no xmax; one that was updated carries the lock under which it was.
  RETURNING (r.xmax = 0) AS inserted
)
SELECT count(*) FILTER (WHERE inserted)::int AS inserted, count(*) FILTER (WHERE NOT inserted)::int AS updated
FROM written
