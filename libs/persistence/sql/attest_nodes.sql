-- Purpose   The nodes of a version, as statements of its runs name them.
-- Params    $1 tenant, $2 template, $3 version
-- Index     primary key
SELECT n.node ->> 'id' AS id, n.node ->> 'ref' AS handler,
       CASE WHEN jsonb_typeof(n.node -> 'with' -> 'model') = 'string' THEN n.node -> 'with' ->> 'model' END AS model
FROM maestro_template_versions v, jsonb_array_elements(v.plan -> 'nodes') WITH ORDINALITY AS n (node, place)
WHERE v.tenant_id = $1 AND v.template_id = $2 AND v.version = $3
ORDER BY n.place
