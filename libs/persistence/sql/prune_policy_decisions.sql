-- Purpose   Forgets policy decisions that are old, of all tenants. Those about a run stay as long as the run: what is stated of its
--           end names them.
-- Params    $1 how old in days, $2 how many
-- Result    one row a decision
-- Locks     the rows
-- Index     maestro_policy_decisions_at, from its old end; the primary keys. The look for the run is a scalar one, so that it is
--           never made by reading all runs.
WITH old AS (
  SELECT d.tenant_id, d.id FROM maestro_policy_decisions d
  WHERE d.at < maestro_now() - $1::int * interval '1 day'
    AND (SELECT r.id FROM maestro_runs r WHERE r.tenant_id = d.tenant_id AND r.id = d.run_id) IS NULL
  ORDER BY d.at
  LIMIT $2
)
DELETE FROM maestro_policy_decisions d USING old WHERE d.tenant_id = old.tenant_id AND d.id = old.id
RETURNING d.id
