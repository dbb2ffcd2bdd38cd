-- Purpose   Which of some types of events anybody wants to hear of, of which tenant.
-- Params    in one order: $1 tenant[], $2 type[]
-- Result    places, from 0
-- Index     the primary key of webhooks, by tenant
SELECT a.i::int - 1 AS i FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS a (tenant_id, type, i)
WHERE EXISTS (SELECT FROM maestro_webhooks w WHERE w.tenant_id = a.tenant_id AND w.enabled AND a.type = ANY (w.events))
