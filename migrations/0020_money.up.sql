-- Why: money may be an orchestra's, too. The function names a column that 0023 adds: its body is read when it is first called.

DROP FUNCTION maestro_reserve_v1;
-- include functions/reserve_v2.sql
