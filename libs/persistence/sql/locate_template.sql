-- Purpose   Where a template is and which version plays: a lookup that touches no plan.
-- Params    $1 tenant, and either $2 id or $3 name
-- Index     primary key, or unique (tenant_id, name)
SELECT id, latest_version AS version
FROM maestro_templates
WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id = $2) AND ($3::text IS NULL OR name = $3)
  AND ($2::uuid IS NOT NULL OR $3::text IS NOT NULL)
