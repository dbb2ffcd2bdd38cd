-- Purpose   A run that a gate holds back, with all that gates are told of it and what people were asked about its start.
-- Params    $1 tenant, $2 run
-- Result    one row while it is held and nobody has told it to stop or to pause; `questions` in the order they were put. One that
--           nobody may answer any more is shown as expired, whether or not somebody has written that down.
-- Index     primary keys, maestro_run_labels_run
SELECT h.reason, h.detail, h.wake_at <= maestro_now() AS due, r.template_id, r.template_version, r.created_by, r.parent_run,
       r.inputs, r.concurrency_key,
       (SELECT jsonb_build_object('id', o.id, 'name', o.name, 'tag', o.tag) FROM maestro_orchestras o
        WHERE o.tenant_id = r.tenant_id AND o.id = r.orchestra_id) AS orchestra,
       (SELECT coalesce(jsonb_object_agg(l.key, l.value), '{}') FROM maestro_run_labels l
        WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id) AS labels,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('n', a.n, 'key', a.shown ->> 'key', 'status',
                                  CASE WHEN a.status = 'pending' AND a.expires_at <= maestro_now() THEN 'expired' ELSE a.status END)
                                  ORDER BY a.n DESC), '[]') FROM maestro_approvals a
        WHERE a.tenant_id = r.tenant_id AND a.run_id = r.id AND a.n < 0) AS questions
FROM maestro_holds h JOIN maestro_runs r ON r.tenant_id = h.tenant_id AND r.id = h.run_id
WHERE h.tenant_id = $1::uuid AND h.run_id = $2::uuid AND h.reason <> 'CONCURRENCY' AND r.status = 'pending' AND r.control = 'none'
