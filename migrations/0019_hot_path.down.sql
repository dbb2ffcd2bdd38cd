ALTER TABLE maestro_events ALTER COLUMN transitions TYPE jsonb USING transitions::text::jsonb;
ALTER TABLE maestro_tasks SET (fillfactor = 60);
ALTER TABLE maestro_runs SET (fillfactor = 70);
ALTER TABLE maestro_tasks DROP CONSTRAINT status_is_consistent,
  ADD CONSTRAINT maestro_tasks_undecided_check CHECK (undecided >= 0),
  ADD CONSTRAINT finished_is_terminal CHECK
    ((finished_at IS NOT NULL) = (status IN ('succeeded', 'failed', 'skipped', 'cancelled'))),
  ADD CONSTRAINT running_is_leased CHECK
    (status <> 'running' OR (token IS NOT NULL AND session_id IS NOT NULL AND started_at IS NOT NULL));
DROP FUNCTION maestro_not_owned();
