-- Purpose   The prices that count for a tenant: its own, and those of everybody where it has none.
-- Params    $1 tenant, $2 model (null: all)
-- Index     the primary keys.
SELECT DISTINCT ON (p.model) p.model, p.version, p.own, p.input_nanos::float8 AS "inputNanos", p.output_nanos::float8 AS "outputNanos",
       p.call_nanos::float8 AS "callNanos", p.created_at AS "createdAt"
FROM (SELECT true AS own, o.model, o.version, o.input_nanos, o.output_nanos, o.call_nanos, o.created_at
      FROM maestro_prices o WHERE o.tenant_id = $1
      UNION ALL
      SELECT false, d.model, d.version, d.input_nanos, d.output_nanos, d.call_nanos, d.created_at FROM maestro_default_prices d) p
WHERE $2::text IS NULL OR p.model = $2
ORDER BY p.model, p.own DESC, p.version DESC
