-- Purpose   What is told of runs.
-- Params    $1 tenant[], $2 run[]
-- Index     primary keys
SELECT k.i::int - 1 AS i, r.status, r.parent_run IS NOT NULL AS child, t.name AS template, o.name AS orchestra, r.summary,
       r.error, r.created_at AS "createdAt", r.started_at AS "startedAt", r.finished_at AS "finishedAt",
       coalesce((SELECT c.amount FROM maestro_run_costs c WHERE c.tenant_id = k.tenant_id AND c.run_id = k.run_id), 0)::float8
         AS "costMicros"
FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS k (tenant_id, run_id, i)
CROSS JOIN LATERAL (SELECT * FROM maestro_runs r WHERE r.tenant_id = k.tenant_id AND r.id = k.run_id OFFSET 0) r
CROSS JOIN LATERAL (SELECT t.name FROM maestro_templates t WHERE t.tenant_id = k.tenant_id AND t.id = r.template_id OFFSET 0) t
LEFT JOIN LATERAL (SELECT o.name FROM maestro_orchestras o
                   WHERE o.tenant_id = k.tenant_id AND o.id = r.orchestra_id OFFSET 0) o ON true
