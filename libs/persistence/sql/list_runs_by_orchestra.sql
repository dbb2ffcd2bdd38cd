-- Purpose   Ids of one page of the runs that an orchestra began, newest first.
-- Params    $1 tenant, $2 template or null, $3 id behind which the page begins, $4 rows, $5 status[] (empty: any),
--           $6 label key[], $7 label value[] (none: any), $8 orchestra
-- Index     maestro_runs_orchestra; the primary key of labels
SELECT r.id
FROM maestro_runs r
WHERE r.tenant_id = $1 AND r.orchestra_id = $8::uuid AND r.parent_run IS NULL AND r.id < $3
  AND ($2::uuid IS NULL OR r.template_id = $2)
  AND (cardinality($5::text[]) = 0 OR r.status::text = ANY ($5::text[]))
  AND (SELECT count(*) FROM unnest($6::text[], $7::text[]) AS w (key, value)
       JOIN maestro_run_labels o ON o.tenant_id = $1 AND o.key = w.key AND o.value = w.value AND o.run_id = r.id)
      = cardinality($6::text[])
ORDER BY r.id DESC
LIMIT $4
