-- Purpose   Writes down what was unusual of runs, once for each run and measure, and says so in their histories.
-- Params    $1 tenant[], $2 run[], $3 template[], $4 measure[], $5 value[], $6 median[], $7 score[], $8 samples[]
-- Locks     inserts alone; a run that is forgotten meanwhile is left out
WITH found AS (
  INSERT INTO maestro_anomalies (tenant_id, run_id, template_id, measure, value, median, score, samples)
  SELECT a.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::float8[], $6::float8[], $7::float8[], $8::int[])
    AS a (tenant_id, run_id, template_id, measure, value, median, score, samples)
  CROSS JOIN LATERAL (SELECT FROM maestro_runs r WHERE r.tenant_id = a.tenant_id AND r.id = a.run_id OFFSET 0) r
  ON CONFLICT DO NOTHING
  RETURNING *
)
INSERT INTO maestro_events (tenant_id, run_id, type, data)
SELECT tenant_id, run_id, 'anomaly.detected',
       jsonb_build_object('measure', measure, 'value', value, 'median', median, 'score', round(score::numeric, 2), 'samples', samples)
FROM found
