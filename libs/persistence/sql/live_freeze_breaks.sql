-- Purpose   The permissions to start in spite of freeze windows that are good at this moment.
-- Params    $1 tenant, $2 windows
-- Result    a row for each
-- Locks     none
-- Index     maestro_freeze_breaks_window
SELECT id, window_id, template_id, run_id, used_by FROM maestro_freeze_breaks
WHERE tenant_id = $1 AND window_id = ANY ($2) AND expires_at > maestro_now() AND approved_by IS NOT NULL
