-- Purpose   The few tenants whose kill switch is on.
-- Index     maestro_tenants_stopped.
SELECT id, spending FROM maestro_tenants WHERE spending <> 'on'
