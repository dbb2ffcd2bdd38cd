-- Purpose   Calls of the API that have money reserved and can no longer be under way: whoever made them died.
-- Params    $1 how many seconds none takes; $2 how many
-- Result    tenant and call of each.
-- Index     maestro_reservations_calls.
SELECT tenant_id, run_id AS call_id FROM maestro_reservations
WHERE template_id IS NULL AND at < maestro_now() - $1::int * interval '1 second'
ORDER BY at
LIMIT $2
