-- Purpose   One page of a tenant's datasets, by name, with the number of their records.
-- Params    $1 tenant, $2 name behind which the page begins (empty: the first), $3 rows
-- Index     primary keys; the count reads all records of the datasets on the page
SELECT d.name, r.records, coalesce(r.updated_at, d.created_at) AS "updatedAt"
FROM (SELECT * FROM maestro_datasets WHERE tenant_id = $1 AND name > $2 ORDER BY name LIMIT $3) d
CROSS JOIN LATERAL (
  SELECT count(*)::int AS records, max(updated_at) AS updated_at
  FROM maestro_records WHERE tenant_id = d.tenant_id AND dataset = d.name
) r
ORDER BY d.name
