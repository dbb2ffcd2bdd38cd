-- Why: tenants that begin to compete do so for what is queued, too.
SELECT 1;
