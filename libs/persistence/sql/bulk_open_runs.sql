-- Purpose   Open runs that many are to be acted on at once, oldest first.
-- Params    $1 tenant, $2 control word[] they may have, $3 id behind which to go on, $4 how many, $5 id[] (null: any),
--           $6 status[] (null: any), $7 template (null: any), $8 label key[], $9 label value[] (none: any),
--           $10 created before, $11 created at or after (null: any)
-- Index     maestro_runs_open; the primary key of labels
SELECT r.id FROM maestro_runs r
WHERE r.tenant_id = $1::uuid AND r.finished_at IS NULL AND r.id > $3::uuid
  AND r.control::text = ANY ($2::text[])
  AND ($5::uuid[] IS NULL OR r.id = ANY ($5::uuid[]))
  AND ($6::text[] IS NULL OR r.status::text = ANY ($6::text[]))
  AND ($7::uuid IS NULL OR r.template_id = $7::uuid)
  AND (SELECT count(*) FROM unnest($8::text[], $9::text[]) AS w (key, value)
       JOIN maestro_run_labels o ON o.tenant_id = r.tenant_id AND o.key = w.key AND o.value = w.value AND o.run_id = r.id)
      = cardinality($8::text[])
  AND ($10::timestamptz IS NULL OR r.created_at < $10::timestamptz)
  AND ($11::timestamptz IS NULL OR r.created_at >= $11::timestamptz)
ORDER BY r.id
LIMIT $4
