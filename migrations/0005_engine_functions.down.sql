DROP FUNCTION maestro_wake_v1;
DROP FUNCTION maestro_complete_v1;
DROP FUNCTION maestro_run_outcome;
DROP FUNCTION maestro_is_ready;
