-- Purpose   Reads the current versions of the secrets that an attempt needs, still sealed, with the keys that sealed them.
-- Params    $1 tenant, $2 names
-- Result    one row for each name that there is
-- Locks     none
-- Index     primary keys of secrets, of versions and of data keys
SELECT s.name, s.id, s.version, v.provider, v.sealed, v.reference, v.data_key_id, k.master_key_id, k.wrapped
FROM unnest($2::text[]) AS wanted (name)
CROSS JOIN LATERAL (
  SELECT * FROM maestro_secrets s WHERE s.tenant_id = $1 AND s.name = wanted.name OFFSET 0
) s
CROSS JOIN LATERAL (
  SELECT * FROM maestro_secret_versions v
  WHERE v.tenant_id = $1 AND v.secret_id = s.id AND v.version = s.version OFFSET 0
) v
LEFT JOIN LATERAL (
  SELECT * FROM maestro_data_keys k WHERE k.tenant_id = $1 AND k.id = v.data_key_id OFFSET 0
) k ON true
