DROP FUNCTION maestro_reserve_v2;
-- include functions/reserve_v1.sql
