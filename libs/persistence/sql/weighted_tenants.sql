-- Purpose   The few tenants that have another share of what is competed for than most have.
-- Index     none: there are few tenants, and it is asked every two seconds at most, while there is much to do.
SELECT id, weight FROM maestro_tenants WHERE weight <> 1
