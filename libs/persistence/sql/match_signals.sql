-- Purpose   Calls maestro_match_signals_v1, where the contract is written.
-- Params    $1 tenant, $2 run, $3 name, $4 n
SELECT kind, n, node, parent_n, idx, scope_n, token, payload
FROM maestro_match_signals_v1($1::uuid, $2::uuid, $3::text, $4::int)
