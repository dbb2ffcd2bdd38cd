-- Purpose   Calls maestro_settle_call_v1, where the contract is written.
-- Params    $1 .. $5 those of the function, in its order
SELECT key FROM maestro_settle_call_v1($1::uuid, $2::uuid, $3::text, $4::numeric, $5::jsonb)
