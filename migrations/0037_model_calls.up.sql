-- Why: an attempt may ask a model more than once, and what is paid by the call is paid for each. And an account is found by its key:
-- with many runs that have a budget, each reservation looked at all of them.

DROP FUNCTION maestro_reserve_v3;
-- include functions/reserve_v4.sql
DROP FUNCTION maestro_settle_v1;
-- include functions/settle_v2.sql
