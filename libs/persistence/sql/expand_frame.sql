-- Purpose   Calls maestro_expand_v1, where the contract is written.
-- Params    $1 .. $14 those of the function, in its order
SELECT kind, n, attempt, queue
FROM maestro_expand_v1($1::uuid, $2::uuid, $3::int, $4::int, $5::int[], $6::int[], $7::boolean[], $8::text[], $9::int, $10::int,
                       $11::text[], $12::uuid, $13::bigint, $14::int)
