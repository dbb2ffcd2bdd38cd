-- Purpose   What is stated of ended runs.
-- Params    $1 tenant[], $2 run[], $3 the runs as the audit trail names them
-- Result    one row a run that is still there and not attested. `tasks`: node, status, how many; `artifacts`: node, digest.
-- Index     primary keys, maestro_audit_entries_subject
SELECT r.tenant_id, r.id AS run_id, r.status::text AS status, r.inputs, r.outputs, r.created_by, r.created_at, r.started_at,
       r.finished_at, r.rerun_of, r.parent_run, r.template_id, r.template_version, t.name AS template_name, v.content_hash,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(g.node, g.status, g.tasks) ORDER BY g.node, g.status), '[]')
        FROM (SELECT k.node, k.status::text AS status, count(*) AS tasks FROM maestro_tasks k
              WHERE k.tenant_id = r.tenant_id AND k.run_id = r.id GROUP BY 1, 2) g) AS tasks,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(g.node, g.digest)), '[]')
        FROM (SELECT k.node, k.output_ref ->> 'digest' AS digest FROM maestro_tasks k
              WHERE k.tenant_id = r.tenant_id AND k.run_id = r.id AND k.output_ref IS NOT NULL ORDER BY k.n LIMIT 500) g) AS artifacts,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('n', a.n, 'digest', a.digest, 'status', a.status, 'votes', (
                 SELECT coalesce(jsonb_agg(jsonb_build_object('person', o.person, 'decision', o.decision, 'at', o.at)
                                           ORDER BY o.at, o.person), '[]')
                 FROM maestro_votes o WHERE o.tenant_id = a.tenant_id AND o.run_id = a.run_id AND o.n = a.n)) ORDER BY a.n), '[]')
        FROM maestro_approvals a WHERE a.tenant_id = r.tenant_id AND a.run_id = r.id) AS approvals,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('action', d.action, 'digest', d.detail -> 'digest', 'at', d.at)
                                  ORDER BY d.xid, d.id), '[]')
        FROM (SELECT * FROM maestro_audit_entries d WHERE d.tenant_id = r.tenant_id AND d.subject = k.subject
              ORDER BY d.xid, d.id LIMIT 200) d) AS decisions
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS k (tenant_id, run_id, subject)
CROSS JOIN LATERAL (SELECT * FROM maestro_runs r WHERE r.tenant_id = k.tenant_id AND r.id = k.run_id OFFSET 0) r
CROSS JOIN LATERAL (SELECT t.name FROM maestro_templates t WHERE t.tenant_id = r.tenant_id AND t.id = r.template_id OFFSET 0) t
CROSS JOIN LATERAL (SELECT v.content_hash FROM maestro_template_versions v
                    WHERE v.tenant_id = r.tenant_id AND v.template_id = r.template_id AND v.version = r.template_version OFFSET 0) v
WHERE NOT EXISTS (SELECT FROM maestro_attestations a WHERE a.tenant_id = k.tenant_id AND a.run_id = k.run_id)
