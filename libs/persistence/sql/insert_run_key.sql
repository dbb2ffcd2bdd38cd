-- Purpose   Binds an idempotency key to a run, inside the transaction that starts it.
-- Params    $1 tenant, $2 template, $3 key, $4 run, $5 hash of the request
-- Result    one row where the key was free; none where another run has it.
INSERT INTO maestro_run_keys (tenant_id, template_id, key, run_id, request_hash)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
RETURNING run_id
