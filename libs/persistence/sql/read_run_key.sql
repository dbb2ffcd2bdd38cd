-- Purpose   The run that an idempotency key started, if any.
-- Params    $1 tenant, $2 template, $3 key
SELECT run_id, request_hash FROM maestro_run_keys WHERE tenant_id = $1 AND template_id = $2 AND key = $3
