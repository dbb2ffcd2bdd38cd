-- Purpose   Calls maestro_wake_v1, where the contract is written.
-- Params    $1 how many
SELECT tenant_id, run_id, n, queue FROM maestro_wake_v1($1::int)
