-- Purpose   One page of a run's tasks, by number, and why parked ones wait.
-- Params    $1 tenant, $2 run, $3 number behind which the page begins, $4 rows, $5 bytes of stored payload after which
--           no further task is read
-- Result    the tasks; `candidates` is how many the page was chosen from
-- Index     primary keys
WITH task AS (
  SELECT t.*, count(*) OVER ()::int AS candidates,
         sum(coalesce(pg_column_size(t.output), 0)) OVER (ORDER BY t.n ROWS
           BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM (SELECT * FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 AND n > $3 ORDER BY n LIMIT $4) t
)
SELECT t.n, t.node, t.status, t.attempt, t.queue,
       t.ready_at AS "readyAt", t.started_at AS "startedAt", t.finished_at AS "finishedAt",
       CASE WHEN t.started_at IS NOT NULL AND (t.status = 'running' OR t.finished_at IS NOT NULL) THEN
         greatest(0, floor(extract(epoch FROM coalesce(t.finished_at, maestro_now()) - t.started_at) * 1000))::float8
       END AS "durationMs",
       t.output, t.output_ref AS "outputRef", t.error,
       m.micros AS "costMicros", m.tokens, m.model,
       t.parent_n AS "parentN", t.idx, t.reused_from AS "reusedFrom",
       w.reason AS "waitReason", w.detail AS "waitDetail", nullif(w.wake_at, 'infinity') AS "wakeAt", t.candidates
FROM task t
CROSS JOIN LATERAL (
  SELECT coalesce(sum(c.amount), 0)::float8 AS micros, max(c.model) AS model,
         coalesce(sum(u.input + u.output), 0) AS tokens
  FROM maestro_cost_entries c CROSS JOIN LATERAL maestro_used_tokens_v1(c.usage, c.flags) u
  WHERE c.tenant_id = t.tenant_id AND c.run_id = t.run_id AND c.n = t.n) m
LEFT JOIN maestro_waits w ON w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n
WHERE coalesce(t.before, 0) < $5
ORDER BY t.n
