-- Purpose   Questions to people and their answers, as many as fit in a number of bytes.
-- Params    $1 tenant, $2 run[], $3 n[], $4 bytes of stored payload after which no further one is read
-- Result    the questions, the newest run first (without `node` where it is about the start of the run); `candidates` is how many of them exist. One that nobody may answer any more
--           is shown so, whether or not somebody has written that down.
-- Index     primary keys
WITH question AS (
  SELECT a.*, count(*) OVER ()::int AS candidates,
         sum(pg_column_size(a.shown)) OVER (ORDER BY a.run_id DESC, a.n DESC ROWS
           BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM unnest($2::uuid[], $3::int[]) AS k (run_id, n)
  JOIN maestro_approvals a ON a.tenant_id = $1 AND a.run_id = k.run_id AND a.run_id = ANY ($2::uuid[]) AND a.n = k.n
)
SELECT q.run_id AS "runId", q.n, v.plan -> 'nodes' -> t.node ->> 'id' AS node, q.message, q.shown -> 'covers' AS covers,
       q.digest, q.approvers, q.quorum, q.requested_by AS "requestedBy",
       CASE WHEN q.status <> 'pending' THEN q.status
            WHEN t.finished_at IS NOT NULL OR r.control IN ('cancel', 'fail', 'timeout') AND coalesce(t.urgent, 0) = 0
              OR q.n < 0 AND r.status <> 'pending' THEN 'cancelled'
            WHEN q.expires_at <= maestro_now() THEN 'expired' ELSE 'pending' END AS status,
       q.created_at AS "createdAt", q.expires_at AS "expiresAt", q.decided_at AS "decidedAt", q.candidates,
       coalesce((SELECT jsonb_agg(jsonb_build_object('person', o.person, 'decision', o.decision, 'comment', o.comment,
                                                     'at', o.at) ORDER BY o.at, o.person)
                 FROM maestro_votes o WHERE o.tenant_id = q.tenant_id AND o.run_id = q.run_id AND o.n = q.n), '[]') AS votes
FROM question q
JOIN maestro_runs r ON r.tenant_id = q.tenant_id AND r.id = q.run_id AND r.id = ANY ($2::uuid[])
LEFT JOIN maestro_tasks t ON t.tenant_id = q.tenant_id AND t.run_id = q.run_id AND t.run_id = ANY ($2::uuid[]) AND t.n = q.n
JOIN maestro_template_versions v ON v.tenant_id = r.tenant_id AND v.template_id = r.template_id AND v.version = r.template_version
WHERE coalesce(q.before, 0) < $4
ORDER BY q.run_id DESC, q.n DESC
