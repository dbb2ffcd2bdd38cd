-- Purpose   The result that a node may use again.
-- Params    $1 tenant, $2 key (sha-256, hex)
-- Result    one row; none where there is none, or where its time is over.
-- Index     the primary key.
SELECT output, output_ref FROM maestro_cache
WHERE tenant_id = $1::uuid AND key = $2 AND expires_at > maestro_now()
