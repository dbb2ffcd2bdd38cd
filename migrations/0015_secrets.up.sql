-- Why: secrets are kept sealed, under keys of their tenant.
SELECT 1;
