-- Purpose   Calls maestro_reserve_v4, where the contract is written.
-- Params    $1 .. $12 those of the function, in its order
SELECT kind, amount::float8 AS amount, key, freed, detail
FROM maestro_reserve_v4($1::uuid, $2::uuid, $3::int, $4::bigint, $5::text, $6::text, $7::text, $8::bigint, $9::bigint, $10::bigint,
                        $11::boolean, $12::int)
