-- Why: a request may come twice, or too often.
SELECT 1;
