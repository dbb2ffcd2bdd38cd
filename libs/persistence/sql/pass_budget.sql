-- Purpose   Calls maestro_pass_budget_v1, where the contract is written.
-- Params    $1 tenant, $2 key, $3 how many
SELECT run_id, n, queue FROM maestro_pass_budget_v1($1::uuid, $2::text, $3::int)
