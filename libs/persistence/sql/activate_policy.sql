-- Purpose   Says which version of a policy decides; null: none.
-- Params    $1 tenant, $2 policy, $3 version
-- Result    one row where there is such a version.
-- Locks     the policy.
-- Index     primary keys
WITH policy AS (
  UPDATE maestro_policies p SET active_version = $3::int
  WHERE p.tenant_id = $1::uuid AND p.id = $2::uuid
    AND ($3::int IS NULL OR EXISTS (SELECT FROM maestro_policy_versions v
                                    WHERE v.tenant_id = p.tenant_id AND v.policy_id = p.id AND v.version = $3::int))
  RETURNING p.name
)
SELECT name FROM policy
