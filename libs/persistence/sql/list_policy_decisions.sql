-- Purpose   One page of decisions, the newest first.
-- Params    $1 tenant, $2 id behind which the page begins, $3 rows, $4 effect[] (empty: all), $5 action[] (empty: all), $6 run (null: any)
-- Index     primary key; maestro_policy_decisions_run
SELECT id, at, action, effect, actor, principal_id AS "principalId", resource_type AS "resourceType", resource_id AS "resourceId",
       run_id AS "runId", digest, reasons, obligations
FROM maestro_policy_decisions
WHERE tenant_id = $1::uuid AND id < $2::uuid AND (cardinality($4::text[]) = 0 OR effect = ANY ($4::text[]))
  AND (cardinality($5::text[]) = 0 OR action = ANY ($5::text[])) AND ($6::uuid IS NULL OR run_id = $6::uuid)
ORDER BY id DESC LIMIT $3::int
