DROP FUNCTION maestro_complete_v2;
ALTER TABLE maestro_worker_sessions DROP COLUMN voided;
DROP TYPE maestro_step;
DROP FUNCTION maestro_run_outcome_v2;
