-- Purpose   What triggers see of runs that have ended.
-- Params    per run: $1 tenant[], $2 run[]; $3 bytes of outputs at most
-- Result    those that no other run started; larger outputs are left out
-- Index     primary keys
SELECT r.tenant_id, r.id AS run_id, r.status, r.template_id, m.name AS template, r.template_version, r.orchestra_id, r.summary,
       r.error, r.created_by, r.created_at, r.started_at, r.finished_at,
       CASE WHEN length(r.outputs::text) <= $3::int THEN r.outputs END AS outputs,
       coalesce(length(r.outputs::text) > $3::int, false) AS outputs_left_out,
       coalesce((SELECT jsonb_object_agg(l.key, l.value) FROM maestro_run_labels l
                 WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id), '{}') AS labels,
       coalesce((SELECT c.depth FROM maestro_run_causes c WHERE c.tenant_id = r.tenant_id AND c.run_id = r.id), 0)::int AS depth
FROM unnest($1::uuid[], $2::uuid[]) AS w (tenant_id, run_id)
CROSS JOIN LATERAL (SELECT * FROM maestro_runs r WHERE r.tenant_id = w.tenant_id AND r.id = w.run_id OFFSET 0) r
CROSS JOIN LATERAL (SELECT m.name FROM maestro_templates m WHERE m.tenant_id = r.tenant_id AND m.id = r.template_id OFFSET 0) m
WHERE r.parent_run IS NULL AND r.finished_at IS NOT NULL
