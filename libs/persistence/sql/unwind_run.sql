-- Purpose   Calls maestro_unwind_v1, where the contract is written.
-- Params    $1 tenant, $2 run, $3 n, $4 node, $5 number of the task to undo, $6 queue
SELECT n FROM maestro_unwind_v1($1::uuid, $2::uuid, $3::int, $4::int, $5::int, $6::text)
