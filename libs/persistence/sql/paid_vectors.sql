-- Purpose   Vectors that were paid for and whose documents are not written yet.
-- Params    $1 tenant; $2 digest of the model; $3 digests of texts
-- Result    text and vector of those that are there.
-- Index     maestro_paid_vectors_pkey.
SELECT p.text, p.vector FROM unnest($3::bytea[]) AS g (text)
CROSS JOIN LATERAL (
  SELECT * FROM maestro_paid_vectors v WHERE v.tenant_id = $1 AND v.model = $2 AND v.text = g.text OFFSET 0
) AS p
