-- Purpose   Calls maestro_complete_v2, where the contract is written.
-- Params    $1 .. $25 those of the function, in its order
SELECT kind, owner, n, attempt, queue, other
FROM maestro_complete_v2($1::uuid[], $2::uuid[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[],
                         $9::jsonb[], $10::bigint[], $11::jsonb[], $12::boolean[], $13::boolean[], $14::int[], $15::int[],
                         $16::int[], $17::int[], $18::int[], $19::int[], $20::int[], $21::boolean[], $22::text[], $23::boolean,
                         $24::uuid, $25::bigint)
