-- Purpose   The runs that some idempotency keys, or some attempts of subflow tasks, have started.
-- Params    $1 tenant, $2 template; per request: $3 key[], $4 parent run[], $5 parent n[], $6 parent attempt[]
-- Index     primary key of the keys, maestro_runs_child
SELECT k.key, k.run_id, k.request_hash, NULL::uuid AS parent_run, NULL::int AS parent_n, NULL::int AS parent_attempt
FROM maestro_run_keys k
WHERE k.tenant_id = $1 AND k.template_id = $2 AND k.key = ANY ($3::text[])
UNION ALL
SELECT NULL, r.id, NULL, r.parent_run, r.parent_n, r.parent_attempt
FROM unnest($4::uuid[], $5::int[], $6::int[]) AS p (run, n, attempt)
JOIN maestro_runs r
  ON r.tenant_id = $1 AND r.parent_run = p.run AND r.parent_n = p.n AND r.parent_attempt = p.attempt
WHERE r.parent_run IS NOT NULL AND r.parent_run = ANY ($4::uuid[])
