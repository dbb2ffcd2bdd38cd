-- Why: a place kept for what is being built.
SELECT 1;
