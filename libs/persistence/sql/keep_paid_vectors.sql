-- Purpose   Keeps vectors until the documents they are for are written; forgets those that nobody came back for within a day.
-- Params    $1 tenant; $2 digest of the model; $3 digests of texts; $4 their vectors, as texts
-- Result    none.
-- Index     maestro_paid_vectors_pkey, maestro_paid_vectors_made.
WITH old AS (
  DELETE FROM maestro_paid_vectors WHERE tenant_id = $1 AND made_at < maestro_now() - interval '1 day'
)
INSERT INTO maestro_paid_vectors (tenant_id, model, text, vector)
SELECT $1::uuid, $2::bytea, g.text, g.vector::real[] FROM unnest($3::bytea[], $4::text[]) AS g (text, vector)
ORDER BY g.text
ON CONFLICT DO NOTHING
