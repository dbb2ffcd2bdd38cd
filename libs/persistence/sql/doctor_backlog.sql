-- Purpose   How long the oldest ready task of a tenant has waited to be admitted, and how long the oldest for a worker.
-- Params    $1 tenant
-- Index     the primary key of the backlog, by queue; maestro_runs_open, the primary key of tasks
SELECT coalesce(extract(epoch FROM maestro_now() - (SELECT min(b.ready_at) FROM maestro_backlog b
                                                    WHERE b.tenant_id = $1::uuid)), 0)::float8 AS backlog_s,
       coalesce(extract(epoch FROM maestro_now() - (
         SELECT min(t.ready_at) FROM maestro_runs r JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
         WHERE r.tenant_id = $1::uuid AND r.finished_at IS NULL AND r.control = 'none' AND t.status = 'queued')), 0)::float8
         AS queued_s
