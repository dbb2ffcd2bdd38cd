-- Why: somebody counts on what a slot begins being over by a time, and has to hear it once where it is not: also where nothing
-- began at all. And what schedules leave behind is forgotten with the runs it led to.

ALTER TABLE maestro_schedule_slots
  ADD COLUMN deadline_at timestamptz,
  -- pending: nobody has looked yet. void: its orchestra was switched off.
  ADD COLUMN deadline text CHECK (deadline IN ('pending', 'met', 'missed', 'void')),
  -- Whose history tells that it was missed: that of its run, or one of its own where it had none.
  ADD COLUMN told_in uuid,
  ADD CONSTRAINT deadline_is_some_time CHECK ((deadline IS NULL) = (deadline_at IS NULL)),
  ADD CONSTRAINT missed_is_told CHECK ((deadline IS NOT DISTINCT FROM 'missed') = (told_in IS NOT NULL));
-- How many schedules a tenant may have switched on; null: as many as it likes.
ALTER TABLE maestro_tenants ADD COLUMN max_enabled_orchestras integer CHECK (max_enabled_orchestras > 0);
CREATE INDEX maestro_orchestras_enabled ON maestro_orchestras (tenant_id, id) WHERE enabled;
-- What is still to be looked at, of all tenants, and what is over, from its old end.
CREATE INDEX maestro_schedule_slots_deadline ON maestro_schedule_slots (deadline_at) WHERE deadline = 'pending';
CREATE INDEX maestro_schedule_slots_settled ON maestro_schedule_slots (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX maestro_backfills_created ON maestro_backfills (created_at);
GRANT UPDATE (deadline, told_in), DELETE ON maestro_schedule_slots TO maestro_engine;
DROP POLICY engine ON maestro_backfills;
CREATE POLICY engine ON maestro_backfills TO maestro_engine USING (true);
GRANT DELETE ON maestro_backfills TO maestro_engine;

-- The history of a slot that had no run is forgotten with the slot.
DROP POLICY forgotten ON maestro_events;
CREATE POLICY forgotten ON maestro_events AS RESTRICTIVE FOR DELETE TO maestro_engine USING (
  (type = 'slot.deadline_missed' AND at < maestro_now() - interval '1 day'
   AND NOT EXISTS (SELECT FROM maestro_runs r WHERE r.tenant_id = maestro_events.tenant_id AND r.id = maestro_events.run_id))
  OR EXISTS (SELECT FROM maestro_runs r WHERE r.tenant_id = maestro_events.tenant_id AND r.id = maestro_events.run_id
               AND r.finished_at < maestro_now() - interval '1 day'));
