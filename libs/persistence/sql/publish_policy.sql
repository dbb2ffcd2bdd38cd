-- Purpose   Makes a policy, or its next version.
-- Params    $1 tenant, $2 id where it is new, $3 name, $4 engine, $5 digest, $6 body, $7 tests, $8 actor
-- Result    id and version; the version there is where it holds the same; no row where the name is that of a policy of another engine.
-- Locks     the policy.
-- Index     unique name, primary keys
WITH policy AS (
  INSERT INTO maestro_policies AS p (tenant_id, id, name, engine, latest_version, created_by)
  VALUES ($1::uuid, $2::uuid, $3::text, $4::text, 1, $8::text)
  ON CONFLICT (tenant_id, name) DO UPDATE SET latest_version = p.latest_version + CASE WHEN EXISTS (
    SELECT FROM maestro_policy_versions v
    WHERE v.tenant_id = p.tenant_id AND v.policy_id = p.id AND v.version = p.latest_version AND v.digest = $5::text) THEN 0 ELSE 1 END
  WHERE p.engine = excluded.engine
  RETURNING p.tenant_id, p.id, p.latest_version
), version AS (
  INSERT INTO maestro_policy_versions (tenant_id, policy_id, version, digest, body, tests, created_by)
  SELECT tenant_id, id, latest_version, $5::text, $6::jsonb, $7::jsonb, $8::text FROM policy
  ON CONFLICT DO NOTHING
  RETURNING version
)
SELECT policy.id, policy.latest_version AS version, EXISTS (SELECT FROM version) AS created FROM policy
