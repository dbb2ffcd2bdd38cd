-- Why: nothing yet.
SELECT 1;
