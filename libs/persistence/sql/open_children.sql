-- Purpose   The child runs of a run that have not ended, for a word that travels.
-- Params    $1 tenant, $2 parent run
-- Index     maestro_runs_child
SELECT id FROM maestro_runs WHERE tenant_id = $1 AND parent_run = $2 AND finished_at IS NULL
