-- The roles stay: they belong to the server, and other databases of it may use them.
DROP TABLE maestro_api_keys;
DROP TABLE maestro_tenants;
DROP FUNCTION maestro_tenant();
DROP FUNCTION maestro_now();
DROP TABLE maestro_clock;
