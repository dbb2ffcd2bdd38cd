DROP FUNCTION maestro_settle_v2;
-- include functions/settle_v1.sql
DROP FUNCTION maestro_reserve_v4;
-- include functions/reserve_v3.sql
