DROP FUNCTION maestro_reserve_v3;
-- include functions/reserve_v2.sql

ALTER TABLE maestro_budgets DROP COLUMN on_exhausted;
