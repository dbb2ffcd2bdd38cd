-- Purpose   Calls maestro_vote_v3, where the contract is written.
-- Params    $1 .. $9 those of the function, in its order
SELECT answer, status
FROM maestro_vote_v3($1::uuid, $2::uuid, $3::int, $4::text, $5::text, $6::text[], $7::text, $8::text, $9::text)
