-- Purpose   Firings that nobody has fired so far, of all tenants.
-- Params    $1 how many
-- Result    their keys, the oldest first
-- Index     maestro_firings_due
SELECT tenant_id, trigger_id, event_id FROM maestro_firings
WHERE status = 'due' AND due_at <= maestro_now() ORDER BY due_at LIMIT $1
