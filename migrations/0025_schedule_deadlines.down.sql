-- Undoes 0025_schedule_deadlines.
SELECT 1;
