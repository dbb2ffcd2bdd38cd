-- Purpose   What the attempts of a run have used and cost.
-- Params    $1 tenant, $2 run
-- Result    one row: tokens, and micro-dollars
-- Index     the primary key of costs
SELECT coalesce(sum(CASE WHEN jsonb_typeof(c.usage -> 'input') = 'number' AND jsonb_typeof(c.usage -> 'output') = 'number'
                         THEN greatest((c.usage ->> 'input')::float8, 0) + greatest((c.usage ->> 'output')::float8, 0) END), 0) AS tokens,
       coalesce(sum(c.amount), 0)::float8 AS micros
FROM maestro_cost_entries c
WHERE c.tenant_id = $1::uuid AND c.run_id = $2::uuid
