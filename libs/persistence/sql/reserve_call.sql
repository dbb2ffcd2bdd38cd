-- Purpose   Calls maestro_reserve_call_v1, where the contract is written.
-- Params    $1 .. $6 those of the function, in its order
SELECT kind, amount::float8 AS amount, detail
FROM maestro_reserve_call_v1($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::bigint)
