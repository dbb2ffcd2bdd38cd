-- Purpose   Calls maestro_settle_v2, where the contract is written.
-- Params    $1 .. $10 those of the function, in its order
SELECT tenant_id, key
FROM maestro_settle_v2($1::uuid[], $2::uuid[], $3::int[], $4::bigint[], $5::text[], $6::numeric[], $7::numeric[], $8::numeric[],
                       $9::int[], $10::jsonb[])
