-- Purpose   Names, kinds, handlers, labels and attempt limits of a plan's nodes, without the rest of the plan.
-- Params    $1 tenant, $2 template, $3 version
-- Result    one row a node, by its index in the plan
-- Index     primary key
SELECT node ->> 'id' AS id, node ->> 'ref' AS ref, node ->> 'kind' AS kind, coalesce(node -> 'labels', '{}') AS labels,
       (node -> 'retry' ->> 'max_attempts')::int AS "maxAttempts"
FROM maestro_template_versions, jsonb_array_elements(plan -> 'nodes') WITH ORDINALITY AS n (node, place)
WHERE tenant_id = $1 AND template_id = $2 AND version = $3
ORDER BY place
