-- Why: what is allowed is decided by versioned rules of a tenant, and each decision is kept.
SELECT 1;
