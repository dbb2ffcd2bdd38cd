-- Purpose   Calls maestro_open_frame_v1, where the contract is written.
-- Params    $1 .. $14 those of the function, in its order
SELECT maestro_open_frame_v1($1::uuid, $2::uuid, $3::int, $4::bigint, $5::int, $6::text, $7::int, $8::int, $9::int, $10::boolean,
                             $11::int, $12::int, $13::int, $14::jsonb[]) AS outcome
