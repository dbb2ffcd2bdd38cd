-- Why: who signs in with another provider has a session here.
SELECT 1;
