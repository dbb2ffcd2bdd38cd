-- Purpose   Notes which versions of which secrets an attempt is given.
-- Params    $1 tenant, $2 run, $3 task, $4 attempt, $5 secret ids, $6 their versions
-- Result    nothing
-- Locks     the run and the secrets, shared, so that neither goes meanwhile
-- Index     primary key
INSERT INTO maestro_secret_usages (tenant_id, run_id, n, attempt, secret_id, version)
SELECT $1, $2, $3, $4, used.secret_id, used.version
FROM unnest($5::uuid[], $6::int[]) AS used (secret_id, version)
ON CONFLICT DO NOTHING
