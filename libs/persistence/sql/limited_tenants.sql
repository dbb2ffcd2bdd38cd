-- Purpose   The few tenants that may not use as much as they like.
-- Index     maestro_tenants_limited.
SELECT id, max_open_runs, max_running_tasks FROM maestro_tenants
WHERE max_running_tasks IS NOT NULL OR max_open_runs IS NOT NULL
