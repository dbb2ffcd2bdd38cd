-- Why: what a schedule names has to be played once, whoever leads and whatever is changed meanwhile; and one must be able to see
-- of each time what became of it. (`maestro_slots` are the places of concurrency keys.)

CREATE TABLE maestro_backfills (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  orchestra_id uuid NOT NULL,
  -- What was asked for: slots from the first up to the second, without it.
  from_slot timestamptz NOT NULL,
  to_slot timestamptz NOT NULL,
  -- So many of its runs are open at a time.
  concurrency smallint NOT NULL CHECK (concurrency BETWEEN 1 AND 100),
  created_by text NOT NULL,
  created_subject text,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, orchestra_id) REFERENCES maestro_orchestras (tenant_id, id),
  CHECK (from_slot < to_slot)
);
ALTER TABLE maestro_backfills ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_backfills FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_backfills TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_backfills FOR SELECT TO maestro_engine USING (true);
GRANT SELECT, INSERT ON maestro_backfills TO maestro_app;
GRANT SELECT ON maestro_backfills TO maestro_engine;

CREATE TABLE maestro_schedule_slots (
  tenant_id uuid NOT NULL,
  orchestra_id uuid NOT NULL,
  -- The time that the schedule names, after daylight saving and without jitter.
  slot timestamptz NOT NULL,
  -- When it begins, jitter included.
  due_at timestamptz NOT NULL,
  -- due: it is to be played. waiting: for room. fired: it has its run, since the transaction that made the run.
  status text NOT NULL CHECK (status IN ('due', 'waiting', 'fired', 'skipped')),
  -- Why it was skipped: misfire, overlap, disabled, or the code of what refused the run.
  reason text CHECK (length(reason) <= 64),
  detail text CHECK (length(detail) <= 2000),
  run_id uuid,
  -- The backfill that asked for it.
  backfill_id uuid,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  settled_at timestamptz,
  PRIMARY KEY (tenant_id, orchestra_id, slot),
  FOREIGN KEY (tenant_id, orchestra_id) REFERENCES maestro_orchestras (tenant_id, id),
  FOREIGN KEY (tenant_id, backfill_id) REFERENCES maestro_backfills (tenant_id, id),
  CONSTRAINT fired_has_run CHECK ((status = 'fired') = (run_id IS NOT NULL)),
  CONSTRAINT skipped_has_reason CHECK (status <> 'skipped' OR reason IS NOT NULL)
) WITH (fillfactor = 80);
-- What is to be played, of all tenants: few at any time.
CREATE INDEX maestro_schedule_slots_due ON maestro_schedule_slots (due_at) WHERE status = 'due';
CREATE INDEX maestro_schedule_slots_waiting ON maestro_schedule_slots (tenant_id, orchestra_id, slot) WHERE status = 'waiting';
CREATE INDEX maestro_schedule_slots_backfill ON maestro_schedule_slots (tenant_id, backfill_id) WHERE backfill_id IS NOT NULL;
ALTER TABLE maestro_schedule_slots ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_schedule_slots FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_schedule_slots TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_schedule_slots TO maestro_engine USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON maestro_schedule_slots TO maestro_app;
-- A slot that was skipped may be asked for by a backfill. Only the engine gives it a run.
GRANT UPDATE (status, reason, detail, due_at, backfill_id, settled_at) ON maestro_schedule_slots TO maestro_app;
GRANT SELECT, INSERT, UPDATE (status, reason, detail, run_id, settled_at) ON maestro_schedule_slots TO maestro_engine;
