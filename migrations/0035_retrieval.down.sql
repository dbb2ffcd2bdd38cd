-- Why: what calls of the API have cost has no place in a ledger of runs alone.
DROP FUNCTION maestro_settle_call_v1(uuid, uuid, text, numeric, jsonb);
DROP FUNCTION maestro_reserve_call_v1(uuid, uuid, text, text, text, bigint);
DROP TABLE maestro_paid_vectors;
ALTER TABLE maestro_collections DROP COLUMN dimensions;
DROP INDEX maestro_reservations_calls;
DELETE FROM maestro_reservations WHERE template_id IS NULL;
DELETE FROM maestro_cost_entries WHERE template_id IS NULL;
ALTER TABLE maestro_cost_entries ALTER template_id SET NOT NULL;
ALTER TABLE maestro_reservations ALTER template_id SET NOT NULL;
