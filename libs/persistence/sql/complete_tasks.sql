-- Purpose   Calls maestro_complete_v1, where the contract is written.
-- Params    $1 .. $20 those of the function, in its order
SELECT kind, owner, tenant_id, run_id, n, attempt, queue
FROM maestro_complete_v1($1::uuid[], $2::uuid[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[],
                         $9::jsonb[], $10::bigint[], $11::boolean[], $12::boolean[], $13::int[], $14::int[], $15::int[],
                         $16::int[], $17::int[], $18::boolean[], $19::uuid, $20::bigint)
