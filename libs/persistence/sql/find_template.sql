-- Purpose   One template.
-- Params    $1 tenant, and either $2 id or $3 name
-- Index     primary key, or unique (tenant_id, name)
SELECT t.id, t.name, t.latest_version AS version, v.plan -> 'metadata' AS metadata,
       t.created_at AS "createdAt", t.updated_at AS "updatedAt"
FROM maestro_templates t
JOIN maestro_template_versions v
  ON v.tenant_id = t.tenant_id AND v.template_id = t.id AND v.version = t.latest_version
WHERE t.tenant_id = $1 AND ($2::uuid IS NULL OR t.id = $2) AND ($3::text IS NULL OR t.name = $3)
  AND ($2::uuid IS NOT NULL OR $3::text IS NOT NULL)
