-- Purpose   What an account was charged since an instant, by hour or day.
-- Params    $1 tenant, $2 account, $3 since, $4 hour or day, $5 time zone
-- Index     maestro_cost_entries_at.
SELECT date_trunc($4, e.at AT TIME ZONE $5) AT TIME ZONE $5 AS at, sum(e.amount)::float8 AS micros,
       count(*) FILTER (WHERE e.entry = 'settled')::int AS attempts
FROM maestro_cost_entries e
WHERE e.tenant_id = $1 AND e.at >= $3::timestamptz AND e.accounts @> ARRAY[$2::uuid]
GROUP BY 1
ORDER BY 1
