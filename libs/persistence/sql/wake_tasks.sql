-- Purpose   Calls maestro_wake_v3, where the contract is written.
-- Params    $1 how many
SELECT kind, tenant_id, run_id, n, queue, node, parent_n, idx, scope_n, token, reason, at, template_id, template_version
FROM maestro_wake_v3($1::int)
