-- Purpose   The run that somebody wants repeated.
-- Params    $1 tenant, $2 run
-- Index     primary key, maestro_run_labels_run
SELECT r.template_id, r.template_version, r.status, r.finished_at, r.inputs, r.effect_run,
       (SELECT jsonb_build_object('id', o.id, 'name', o.name, 'tag', o.tag) FROM maestro_orchestras o
        WHERE o.tenant_id = r.tenant_id AND o.id = r.orchestra_id) AS orchestra,
       (SELECT coalesce(jsonb_object_agg(l.key, l.value), '{}') FROM maestro_run_labels l
        WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id) AS labels
FROM maestro_runs r WHERE r.tenant_id = $1::uuid AND r.id = $2::uuid
