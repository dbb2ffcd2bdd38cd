DROP FUNCTION maestro_complete_v2;
DROP TYPE maestro_step;
DROP FUNCTION maestro_run_outcome_v2;
