-- Purpose   Which webhooks hear of which events.
-- Params    of the events, in one order: $1 tenant[], $2 type[], $3 template[], $4 orchestra[] (null where there is none)
-- Result    place of the event, from 0, and the webhook
-- Index     the primary key of webhooks, by tenant
SELECT e.i::int - 1 AS i, w.id
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[]) WITH ORDINALITY AS e (tenant_id, type, template_id, orchestra_id, i)
CROSS JOIN LATERAL (
  SELECT w.id FROM maestro_webhooks w
  WHERE w.tenant_id = e.tenant_id AND w.enabled AND e.type = ANY (w.events)
    AND (cardinality(w.template_ids) = 0 OR e.template_id = ANY (w.template_ids))
    AND (cardinality(w.orchestra_ids) = 0 OR e.orchestra_id = ANY (w.orchestra_ids))
  OFFSET 0) w
ORDER BY 1, 2
