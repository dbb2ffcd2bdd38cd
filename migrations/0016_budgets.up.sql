-- Why: money is reserved before it is spent.
SELECT 1;
