-- Purpose   Runs by id, newest first, as many as fit in a number of bytes.
-- Params    $1 tenant, $2 id[], $3 bytes of stored payload after which no further run is read
-- Result    the runs; `candidates` is how many of the ids exist. Of a failed run, `failedNode` and `failedError` are the
--           first task whose failure nothing handled.
-- Index     primary keys, maestro_run_labels_run
WITH run AS (
  SELECT r.*, count(*) OVER ()::int AS candidates,
         sum(pg_column_size(r.inputs) + coalesce(pg_column_size(r.outputs), 0)) OVER (ORDER BY r.id DESC ROWS
           BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM maestro_runs r
  WHERE r.tenant_id = $1 AND r.id = ANY ($2::uuid[])
)
SELECT r.id, r.template_id AS "templateId", t.name AS "templateName", r.template_version AS "templateVersion",
       r.status, r.control, r.inputs, r.outputs, r.summary, r.error,
       r.created_at AS "createdAt", r.started_at AS "startedAt", r.finished_at AS "finishedAt",
       CASE WHEN r.started_at IS NOT NULL THEN
         greatest(0, floor(extract(epoch FROM coalesce(r.finished_at, maestro_now()) - r.started_at) * 1000))::float8
       END AS "durationMs",
       coalesce(m.amount, 0)::float8 AS "costMicros",
       CASE WHEN m.amount IS NULL THEN 0 ELSE
         (SELECT coalesce(sum(u.input + u.output), 0)
          FROM maestro_cost_entries c CROSS JOIN LATERAL maestro_used_tokens_v1(c.usage, c.flags) u
          WHERE c.tenant_id = r.tenant_id AND c.run_id = r.id) END AS tokens,
       r.created_by AS "createdBy", r.candidates, r.priority, r.deadline_at AS "deadlineAt", r.depth,
       r.parent_run AS "parentRun", r.parent_n AS "parentN", r.rerun_of AS "rerunOf", r.orchestra_id AS "orchestraId",
       coalesce((SELECT jsonb_object_agg(l.key, l.value) FROM maestro_run_labels l
                 WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id), '{}') AS labels,
       v.plan -> 'nodes' -> f.node ->> 'id' AS "failedNode", f.error AS "failedError"
FROM run r
JOIN maestro_templates t ON t.tenant_id = r.tenant_id AND t.id = r.template_id
LEFT JOIN LATERAL (SELECT c.amount FROM maestro_run_costs c WHERE c.tenant_id = r.tenant_id AND c.run_id = r.id OFFSET 0) m ON true
LEFT JOIN maestro_tasks f ON f.tenant_id = r.tenant_id AND f.run_id = r.id AND f.n = r.failed_task
LEFT JOIN maestro_template_versions v ON f.n IS NOT NULL AND v.tenant_id = r.tenant_id
  AND v.template_id = r.template_id AND v.version = r.template_version
WHERE coalesce(r.before, 0) < $3
ORDER BY r.id DESC
