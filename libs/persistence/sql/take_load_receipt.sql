-- Purpose   Claims an idempotency key for one load.
-- Params    $1 tenant, $2 idempotency key, $3 dataset
-- Result    one row where this call is the first. Waits for a transaction that is using the key.
-- Locks     the receipt, until the load commits
-- Index     primary key
INSERT INTO maestro_load_receipts (tenant_id, idempotency_key, dataset, result)
VALUES ($1, $2, $3, '{}')
ON CONFLICT DO NOTHING
RETURNING dataset
