-- Purpose   Forgets vectors whose documents are written now.
-- Params    $1 tenant; $2 digest of the model; $3 digests of texts
-- Result    none.
-- Index     maestro_paid_vectors_pkey.
DELETE FROM maestro_paid_vectors WHERE tenant_id = $1 AND model = $2 AND text = ANY ($3::bytea[])
