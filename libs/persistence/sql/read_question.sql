-- Purpose   How the question of a task stands, and who has answered it.
-- Params    $1 tenant, $2 run, $3 n
-- Index     primary keys
SELECT a.status, a.digest,
       coalesce((SELECT array_agg(v.person ORDER BY v.at, v.person) FROM maestro_votes v
                 WHERE v.tenant_id = a.tenant_id AND v.run_id = a.run_id AND v.n = a.n), '{}') AS people
FROM maestro_approvals a
WHERE a.tenant_id = $1::uuid AND a.run_id = $2::uuid AND a.n = $3::int
