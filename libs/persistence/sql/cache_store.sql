-- Purpose   Keeps a result for others to use; the newest stands.
-- Params    $1 tenant, $2 key (sha-256, hex), $3 output, $4 output_ref, $5 time to live in milliseconds
-- Locks     the row.
-- Index     the primary key.
INSERT INTO maestro_cache (tenant_id, key, output, output_ref, created_at, expires_at)
VALUES ($1::uuid, $2, $3::jsonb, $4::jsonb, maestro_now(), maestro_now() + $5::bigint * interval '1 millisecond')
ON CONFLICT (tenant_id, key) DO UPDATE SET
  output = excluded.output, output_ref = excluded.output_ref, created_at = excluded.created_at,
  expires_at = excluded.expires_at
