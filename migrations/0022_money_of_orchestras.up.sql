-- Why: money may be an orchestra's, too.

DROP FUNCTION maestro_reserve_v1;
-- include functions/reserve_v2.sql
