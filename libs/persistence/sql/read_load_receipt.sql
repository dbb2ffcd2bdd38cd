-- Purpose   What an earlier load with this key answered.
-- Params    $1 tenant, $2 idempotency key
-- Index     primary key
SELECT dataset, result FROM maestro_load_receipts WHERE tenant_id = $1 AND idempotency_key = $2
