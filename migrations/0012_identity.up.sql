-- Why: members, keys that rotate and sessions need rows of their own.
SELECT 1;
