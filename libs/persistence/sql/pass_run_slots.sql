-- Purpose   Calls maestro_pass_run_slots_v1, where the contract is written.
-- Params    $1 tenant, $2 key, $3 slots of the key or null, $4 how many, $5 `tenant/queue` pairs over their share
SELECT run_id, n, queue FROM maestro_pass_run_slots_v1($1::uuid, $2::text, $3::int, $4::int, $5::text[])
