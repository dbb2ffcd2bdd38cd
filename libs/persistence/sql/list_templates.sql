-- Purpose   One page of a tenant's templates, by name.
-- Params    $1 tenant, $2 name behind which the page begins (empty: the first), $3 rows
-- Index     unique (tenant_id, name); versions by their key
SELECT t.id, t.name, t.latest_version AS version, v.plan -> 'metadata' AS metadata,
       t.created_at AS "createdAt", t.updated_at AS "updatedAt"
FROM (SELECT * FROM maestro_templates WHERE tenant_id = $1 AND name > $2 ORDER BY name LIMIT $3) t
JOIN maestro_template_versions v
  ON v.tenant_id = t.tenant_id AND v.template_id = t.id AND v.version = t.latest_version
ORDER BY t.name
