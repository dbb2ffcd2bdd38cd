-- Purpose   What a reader of a run's events has to know: which plan it plays, whether it has ended, and in which
--           cluster and database its events count.
-- Params    $1 tenant, $2 run
-- Index     primary key
SELECT r.template_id AS "templateId", r.template_version AS "templateVersion", r.finished_at IS NOT NULL AS ended,
       c.system_identifier::text || '/' || d.oid::text AS cluster
FROM maestro_runs r, pg_control_system() c, pg_database d
WHERE r.tenant_id = $1 AND r.id = $2 AND d.datname = current_database()
