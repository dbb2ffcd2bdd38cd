-- Purpose   Writes down what is to be delivered.
-- Params    in one order: $1 tenant[], $2 id[], $3 webhook[], $4 event id[], $5 type[], $6 body[]
-- Index     primary keys
INSERT INTO maestro_webhook_deliveries (tenant_id, id, webhook_id, event_id, type, body)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[])
