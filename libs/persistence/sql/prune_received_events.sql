-- Purpose   Forgets events that were received long ago, of all tenants, with what they meant to triggers. What is still to be fired
--           stays.
-- Params    $1 how old in days, $2 how many
-- Result    one row an event
-- Locks     the events; firings that are settled
-- Index     maestro_received_events_age, from its old end; maestro_firings_event
WITH old AS (
  SELECT e.tenant_id, e.id FROM maestro_received_events e
  WHERE e.received_at < maestro_now() - $1::int * interval '1 day'
    AND NOT EXISTS (SELECT FROM maestro_firings f WHERE f.tenant_id = e.tenant_id AND f.event_id = e.id AND f.status = 'due')
  ORDER BY e.received_at
  LIMIT $2
)
DELETE FROM maestro_received_events e USING old WHERE e.tenant_id = old.tenant_id AND e.id = old.id
RETURNING e.id
