-- Purpose   Calls maestro_wake_v1, where the contract is written.
SELECT tenant_id, run_id, n, queue FROM maestro_wake_v1($1::int)
