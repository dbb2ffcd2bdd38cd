-- Purpose   Calls maestro_grant_v1, where the contract is written.
-- Params    $1 .. $9 those of the function, in its order
SELECT kind, freed FROM maestro_grant_v1($1::uuid, $2::uuid, $3::int, $4::bigint, $5::text, $6::int, $7::text, $8::int, $9::bigint)
