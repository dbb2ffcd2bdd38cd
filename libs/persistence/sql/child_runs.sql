-- Purpose   The child runs of a task whose end no attempt of it has answered to yet, the latest first: mostly one.
-- Params    $1 tenant, $2 parent run, $3 n of the task
-- Index     maestro_runs_child, the primary keys.
SELECT r.id, r.status, r.finished_at IS NOT NULL AS finished, r.outputs, coalesce(r.error, t.error) AS error
FROM maestro_runs r
LEFT JOIN LATERAL (SELECT t.error FROM maestro_tasks t
                   WHERE t.tenant_id = r.tenant_id AND t.run_id = r.id AND t.n = r.failed_task OFFSET 0) t ON true
WHERE r.tenant_id = $1 AND r.parent_run = $2 AND r.parent_n = $3
  AND NOT EXISTS (SELECT 1 FROM maestro_attempts a
                  WHERE a.tenant_id = r.tenant_id AND a.run_id = r.parent_run AND a.n = r.parent_n
                    AND a.attempt >= r.parent_attempt AND a.outcome = 'failed')
ORDER BY r.parent_attempt DESC
