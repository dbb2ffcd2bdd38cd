-- Purpose   A new version of a tenant's price of a model.
-- Params    $1 tenant, $2 model, $3 .. $5 nano-dollars per token read, per token written, per call, $6 who
-- Result    the version
-- Locks     nothing: the caller holds the tenant's row, or two writers would count the same version.
-- Index     the primary key.
INSERT INTO maestro_prices (tenant_id, model, version, input_nanos, output_nanos, call_nanos, created_by)
SELECT $1::uuid, $2, coalesce(max(p.version), 0) + 1, $3::bigint, $4::bigint, $5::bigint, $6
FROM maestro_prices p WHERE p.tenant_id = $1::uuid AND p.model = $2
RETURNING version
