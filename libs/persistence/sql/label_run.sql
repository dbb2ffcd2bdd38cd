-- Purpose   Changes the labels of a run, which the caller has locked.
-- Params    $1 tenant, $2 run, $3 keys to take away or to set anew, $4 the labels to set, $5 actor, $6 most labels,
--           $7 the keys to take away, for the history
-- Result    one row where there is such a run; `fits` is false, and nothing was changed, where it would have too many.
-- Locks     the labels it changes.
-- Index     primary keys, maestro_run_labels_run
WITH fits AS MATERIALIZED (
  SELECT r.tenant_id, r.id,
         (SELECT count(*) FROM maestro_run_labels l
          WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id AND l.key <> ALL ($3::text[]))
         + (SELECT count(*) FROM jsonb_object_keys($4::jsonb)) <= $6::int AS fits
  FROM maestro_runs r WHERE r.tenant_id = $1::uuid AND r.id = $2::uuid
), gone AS (
  DELETE FROM maestro_run_labels l USING fits f
  WHERE f.fits AND l.tenant_id = f.tenant_id AND l.run_id = f.id AND l.key = ANY ($3::text[])
    AND l.value IS DISTINCT FROM $4::jsonb ->> l.key
), made AS (
  INSERT INTO maestro_run_labels (tenant_id, key, value, run_id)
  SELECT f.tenant_id, s.key, s.value, f.id FROM fits f, jsonb_each_text($4::jsonb) AS s (key, value) WHERE f.fits
  ON CONFLICT DO NOTHING
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, type, actor, data)
  SELECT f.tenant_id, f.id, 'run.labels', $5::text, jsonb_build_object('set', $4::jsonb, 'remove', $7::jsonb)
  FROM fits f WHERE f.fits
)
SELECT fits FROM fits
