-- Purpose   Ids of one page of runs with all of some labels, newest first.
-- Params    $1 tenant, $2 template or null, $3 id behind which the page begins, $4 rows, $5 status[] (empty: any),
--           $6 label key[], $7 label value[] (one at least)
-- Index     the primary key of labels for the first one; that of runs, and of labels, for the rest
SELECT l.run_id AS id
FROM maestro_run_labels l
JOIN maestro_runs r ON r.tenant_id = l.tenant_id AND r.id = l.run_id
WHERE l.tenant_id = $1 AND l.key = ($6::text[])[1] AND l.value = ($7::text[])[1] AND l.run_id < $3
  AND ($2::uuid IS NULL OR r.template_id = $2)
  AND (cardinality($5::text[]) = 0 OR r.status::text = ANY ($5::text[]))
  AND (SELECT count(*) FROM unnest($6::text[], $7::text[]) AS w (key, value)
       JOIN maestro_run_labels o ON o.tenant_id = $1 AND o.key = w.key AND o.value = w.value AND o.run_id = l.run_id)
      = cardinality($6::text[])
ORDER BY l.run_id DESC
LIMIT $4
