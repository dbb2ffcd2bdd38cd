-- Purpose   What was unusual of a tenant's runs, the newest first.
-- Params    $1 tenant, $2 template or null, $3 and $4 run and measure behind which the page begins (null: from the start), $5 rows
-- Index     the primary key of anomalies, maestro_anomalies_template
SELECT a.run_id AS "runId", a.template_id AS "templateId", a.measure, a.value, a.median, a.score, a.samples, a.detected_at AS "detectedAt"
FROM maestro_anomalies a
WHERE a.tenant_id = $1 AND ($2::uuid IS NULL OR a.template_id = $2)
  AND ($3::uuid IS NULL OR (a.run_id, a.measure) < ($3::uuid, $4::text))
ORDER BY a.run_id DESC, a.measure DESC
LIMIT $5
