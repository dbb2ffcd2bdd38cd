DROP POLICY forgotten ON maestro_events;
CREATE POLICY forgotten ON maestro_events AS RESTRICTIVE FOR DELETE TO maestro_engine USING (
  EXISTS (SELECT 1 FROM maestro_runs r WHERE r.tenant_id = maestro_events.tenant_id AND r.id = maestro_events.run_id
            AND r.finished_at < maestro_now() - interval '1 day'));
REVOKE DELETE ON maestro_backfills FROM maestro_engine;
DROP POLICY engine ON maestro_backfills;
CREATE POLICY engine ON maestro_backfills FOR SELECT TO maestro_engine USING (true);
REVOKE DELETE ON maestro_schedule_slots FROM maestro_engine;
DROP INDEX maestro_backfills_created;
DROP INDEX maestro_schedule_slots_settled;
ALTER TABLE maestro_schedule_slots DROP COLUMN told_in, DROP COLUMN deadline, DROP COLUMN deadline_at;
DROP INDEX maestro_orchestras_enabled;
ALTER TABLE maestro_tenants DROP COLUMN max_enabled_orchestras;
