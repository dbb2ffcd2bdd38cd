ALTER TABLE maestro_tenants DROP COLUMN requests_per_second, DROP COLUMN requests_per_key;
DROP TABLE maestro_requests;
