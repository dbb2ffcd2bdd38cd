-- Purpose   Calls maestro_yield_slots_v1, where the contract is written.
-- Params    $1 tenant, $2 run
SELECT key FROM maestro_yield_slots_v1($1::uuid, $2::uuid)
