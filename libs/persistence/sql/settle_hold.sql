-- Purpose   Calls maestro_settle_hold_v1, where the contract is written.
-- Params    $1 tenant, $2 run, $3 key, $4 what happens to a run that finds no place
SELECT kind, other FROM maestro_settle_hold_v1($1::uuid, $2::uuid, $3::text, $4::text)
