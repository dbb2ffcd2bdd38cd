-- Purpose   Whether a tenant has what an account is to be opened for.
-- Params    $1 tenant, $2 scope, $3 id
-- Index     primary keys.
SELECT CASE $2 WHEN 'run' THEN EXISTS (SELECT FROM maestro_runs r WHERE r.tenant_id = $1 AND r.id = $3::uuid AND r.finished_at IS NULL)
               WHEN 'template' THEN EXISTS (SELECT FROM maestro_templates t WHERE t.tenant_id = $1 AND t.id = $3::uuid)
               WHEN 'orchestra' THEN EXISTS (SELECT FROM maestro_orchestras o
                                             WHERE o.tenant_id = $1 AND o.id = $3::uuid AND o.deleted_at IS NULL)
               ELSE $3::uuid = $1 END AS known
