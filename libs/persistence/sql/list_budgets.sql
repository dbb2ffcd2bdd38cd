-- Purpose   Accounts of a tenant, in the order of their making; of one whose period is over, what the next grant will see.
-- Params    $1 tenant, $2 id (null: all), $3 scope (null: all), $4 id behind which to go on, $5 rows
-- Index     the primary key.
SELECT b.id, b.scope, b.subject, b.period, b.timezone, b.cap::float8 AS cap, b.reserved::float8 AS reserved,
       (CASE WHEN b.period_end <= maestro_now() THEN 0 ELSE b.spent END)::float8 AS spent,
       nullif(p.starts, '-infinity') AS "periodStart", nullif(p.ends, 'infinity') AS "periodEnd",
       b.note, b.created_by AS "createdBy", b.created_at AS "createdAt"
FROM maestro_budgets b CROSS JOIN LATERAL maestro_period(b.period, b.timezone, maestro_now()) p
WHERE b.tenant_id = $1 AND ($2::uuid IS NULL OR b.id = $2) AND ($3::text IS NULL OR b.scope = $3) AND b.id > $4::uuid
ORDER BY b.id
LIMIT $5
