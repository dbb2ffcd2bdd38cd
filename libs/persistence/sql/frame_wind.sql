-- Purpose   Marks the items of a map or loop that still live: what has not begun in them is not begun any more.
-- Params    $1 tenant, $2 run, $3 n of the map or loop, $4 how many
-- Result    one row for each item that was marked now. Items of one task have no mark: their task is all there is to cancel.
-- Locks     the last tasks of the items, by n.
-- Index     the primary keys.
WITH last AS (
  SELECT t.tenant_id, t.run_id, t.n
  FROM maestro_frames f
  JOIN maestro_tasks t ON t.tenant_id = f.tenant_id AND t.run_id = f.run_id
    AND t.n >= f.base AND t.n < f.base + f.created * f.width
  WHERE f.tenant_id = $1 AND f.run_id = $2 AND f.n = $3 AND f.width > 1
    AND t.scope_n = t.n AND t.finished_at IS NULL AND t.failing IS NOT TRUE
  ORDER BY t.n LIMIT $4
  FOR NO KEY UPDATE OF t
)
UPDATE maestro_tasks t SET failing = true FROM last l
WHERE t.tenant_id = l.tenant_id AND t.run_id = l.run_id AND t.n = l.n AND t.finished_at IS NULL
RETURNING t.n
