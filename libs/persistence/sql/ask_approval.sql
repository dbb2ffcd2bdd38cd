-- Purpose   Calls maestro_ask_approval_v2, where the contract is written.
-- Params    $1 .. $12 those of the function, in its order
SELECT stands_ms
FROM maestro_ask_approval_v2($1::uuid, $2::uuid, $3::int, $4::bigint, $5::text, $6::text[], $7::int, $8::text, $9::jsonb,
                             $10::bigint, $11::int[], $12::jsonb[])
