-- Purpose   What a tenant's attempts may ask: its providers that are on, the price of each of their models, and what of the tenant
--           decides about them.
-- Params    $1 tenant
-- Result    one row: `allow`, the tenant's private addresses; `providers`, by name
-- Index     maestro_model_providers' key, maestro_prices' key.
SELECT t.egress_allow AS allow,
       coalesce((
         SELECT jsonb_agg(to_jsonb(p) - 'tenant_id' || jsonb_build_object('prices', coalesce(m.prices, '{}')) ORDER BY p.name)
         FROM maestro_model_providers p
         CROSS JOIN LATERAL (
           SELECT jsonb_object_agg(e.model ->> 'name', to_jsonb(c)) FILTER (WHERE c IS NOT NULL) AS prices
           FROM jsonb_array_elements(p.models) AS e (model)
           LEFT JOIN LATERAL (
             SELECT o.input_nanos, o.output_nanos, o.call_nanos
             FROM (SELECT 0 AS rank, x.version, x.input_nanos, x.output_nanos, x.call_nanos FROM maestro_prices x
                   WHERE x.tenant_id = $1 AND x.model = e.model ->> 'name'
                   UNION ALL
                   SELECT 1, d.version, d.input_nanos, d.output_nanos, d.call_nanos FROM maestro_default_prices d
                   WHERE d.model = e.model ->> 'name') o
             ORDER BY o.rank, o.version DESC LIMIT 1
           ) c ON true
         ) m
         WHERE p.tenant_id = $1 AND p.enabled), '[]') AS providers
FROM maestro_tenants t WHERE t.id = $1
