-- Why: what a step costs is mostly the set-up of its statements, the bytes of its rows and their index entries. The plain
-- case is one statement by now, which refuses as a whole what is not plain; rows change in one place, on their page.

-- Ends a statement that found itself wrong about whose a row is.
CREATE FUNCTION maestro_not_owned() RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RAISE EXCEPTION 'a row is not its caller''s' USING ERRCODE = 'MA001';
END $$;

-- A change is logged from the first byte that differs to the last: what changes together stands together, at the end. One
-- check instead of three, as each statement reads them anew.
ALTER TABLE maestro_tasks RENAME COLUMN status TO before;
ALTER TABLE maestro_tasks ADD COLUMN status maestro_task_status;
ALTER TABLE maestro_tasks DROP CONSTRAINT finished_is_terminal, DROP CONSTRAINT running_is_leased,
  DROP CONSTRAINT maestro_tasks_undecided_check;
UPDATE maestro_tasks SET status = before;
ALTER TABLE maestro_tasks DROP COLUMN before, ALTER COLUMN status SET NOT NULL,
  ADD CONSTRAINT status_is_consistent CHECK (undecided >= 0
    AND (finished_at IS NOT NULL) = (status IN ('succeeded', 'failed', 'skipped', 'cancelled'))
    AND (status <> 'running' OR (token IS NOT NULL AND session_id IS NOT NULL AND started_at IS NOT NULL)));

-- A row grows by half in its life, and two batches pass before its old versions can be cleared away: with less room one
-- update in four left its page.
ALTER TABLE maestro_tasks SET (fillfactor = 40);
ALTER TABLE maestro_runs SET (fillfactor = 50);

-- As text it is two thirds of the size, and cheaper to make. It is only ever read whole.
ALTER TABLE maestro_events ALTER COLUMN transitions TYPE json USING transitions::text::json;
