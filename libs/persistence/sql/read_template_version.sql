-- Purpose   One version of a template, with its source and its plan.
-- Params    $1 tenant, $2 template, $3 version
-- Index     primary key
SELECT version, content_hash AS "contentHash", created_at AS "createdAt", created_by AS "createdBy",
       format, source, plan
FROM maestro_template_versions
WHERE tenant_id = $1 AND template_id = $2 AND version = $3
