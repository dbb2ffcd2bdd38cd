-- Why: what an agent may cost is a limit, and nobody tops it up. An attempt that could not be paid without crossing it ends the agent
-- instead of waiting for money that does not come.

ALTER TABLE maestro_budgets
  -- `wait`: what the money does not reach for waits for more. `fail`: it waits for what others have reserved, and for nothing else.
  ADD COLUMN on_exhausted text NOT NULL DEFAULT 'wait' CHECK (on_exhausted IN ('wait', 'fail'));

DROP FUNCTION maestro_reserve_v2;
-- include functions/reserve_v3.sql
