-- Purpose   Keeps the answer of a load for its repeats.
-- Params    $1 tenant, $2 idempotency key, $3 result
-- Index     primary key
UPDATE maestro_load_receipts SET result = $3::jsonb WHERE tenant_id = $1 AND idempotency_key = $2
