-- Purpose   The labels of a run, for a run that it starts.
-- Params    $1 tenant, $2 run
-- Index     maestro_run_labels_run
SELECT key, value FROM maestro_run_labels WHERE tenant_id = $1 AND run_id = $2
