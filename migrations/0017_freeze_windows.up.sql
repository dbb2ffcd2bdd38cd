-- Why: there are times at which nothing may start.
SELECT 1;
