-- Purpose   Calls maestro_settle_approval_v1, where the contract is written.
-- Params    $1 tenant, $2 run, $3 n
SELECT node, parent_n, idx, scope_n, token, status, votes FROM maestro_settle_approval_v1($1::uuid, $2::uuid, $3::int)
