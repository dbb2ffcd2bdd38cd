-- Purpose   All that says why tasks that have not ended stand where they stand.
-- Params    $1 tenant, $2 run, $3 number behind which to go on, $4 how many, $5 only those that somebody may act on
-- Index     the primary key of tasks, by run; for each task the primary keys of what it may wait for
SELECT t.n, t.node, t.status, t.attempt, t.urgent, t.undecided, t.fired, t.join_any, t.queue, t.ready_at, t.started_at,
       t.compensates, s.name AS worker, s.expires_at AS lease_until,
       s.id IS NOT NULL AND s.ended_at IS NULL AND s.expires_at > maestro_now() AS alive,
       w.reason, w.key, w.detail, w.wake_at, w.created_at AS waits_since,
       t.status = 'queued' AND EXISTS (
         SELECT 1 FROM maestro_worker_sessions l
         WHERE l.ended_at IS NULL AND l.expires_at > maestro_now() AND t.queue = ANY (l.queues)) AS served,
       f.count AS items, f.created, f.open, f.failed, f.max_parallel,
       a.quorum, a.approvers, a.message, a.digest,
       (SELECT count(*)::int FROM maestro_votes v
        WHERE a.n IS NOT NULL AND v.tenant_id = t.tenant_id AND v.run_id = t.run_id AND v.n = t.n
          AND v.decision = 'approve') AS approvals,
       CASE WHEN w.reason = 'CHILD' THEN
         (SELECT c.id FROM maestro_runs c
          WHERE c.tenant_id = t.tenant_id AND c.parent_run = t.run_id AND c.parent_n = t.n
          ORDER BY c.parent_attempt DESC LIMIT 1) END AS child,
       CASE WHEN w.reason IN ('CONCURRENCY', 'RATE_LIMIT') THEN
         (SELECT jsonb_agg(jsonb_build_array(h.run_id, h.n)) FROM (
            SELECT h.run_id, h.n FROM maestro_slots h
            WHERE h.tenant_id = t.tenant_id AND h.key = w.key AND h.kind = 'slot' ORDER BY h.taken_at LIMIT 5) h) END AS holders,
       CASE WHEN w.reason = 'RATE_LIMIT' THEN
         (SELECT q.due_at FROM maestro_rates q WHERE q.tenant_id = t.tenant_id AND q.key = w.key) END AS due_at
FROM maestro_tasks t
LEFT JOIN maestro_worker_sessions s ON t.status = 'running' AND s.id = t.session_id
LEFT JOIN maestro_waits w ON w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n
LEFT JOIN maestro_frames f ON f.tenant_id = t.tenant_id AND f.run_id = t.run_id AND f.n = t.n
LEFT JOIN maestro_approvals a
  ON w.reason = 'APPROVAL' AND a.tenant_id = t.tenant_id AND a.run_id = t.run_id AND a.n = t.n
WHERE t.tenant_id = $1::uuid AND t.run_id = $2::uuid AND t.n > $3::int AND t.finished_at IS NULL
  AND (NOT $5::boolean OR t.status <> 'pending')
ORDER BY t.n
LIMIT $4
