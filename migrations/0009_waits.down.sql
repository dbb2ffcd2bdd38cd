DROP FUNCTION maestro_unwind_v1;
DROP FUNCTION maestro_settle_approval_v1;
DROP FUNCTION maestro_vote_v1;
DROP FUNCTION maestro_ask_approval_v1;
DROP FUNCTION maestro_match_signals_v1;
DROP FUNCTION maestro_wake_v2;
DROP INDEX maestro_signals_consumed;
DROP INDEX maestro_signals_kept;
