-- Purpose   Open runs that are due for a look, and the next time for each: in 15 s, or at its deadline.
-- Params    $1 how many
-- Locks     the runs, skipping those that others hold.
-- Index     maestro_runs_check.
UPDATE maestro_runs r SET check_at = least(
  maestro_now() + interval '15 seconds', CASE WHEN r.deadline_at > maestro_now() THEN r.deadline_at END)
FROM (
  SELECT tenant_id, id FROM maestro_runs
  WHERE finished_at IS NULL AND check_at <= maestro_now()
  ORDER BY check_at LIMIT $1
  FOR UPDATE SKIP LOCKED
) due
WHERE r.tenant_id = due.tenant_id AND r.id = due.id
RETURNING r.tenant_id, r.id AS run_id
