-- Purpose   Forgets runs of one tenant that ended long ago, with all that belongs to them. Their idempotency keys stay, and so
--           do the digests of their history in the audit chain: an entry says why it is no longer to be had.
-- Params    $1 tenant, $2 an id no younger run has less than, $3 how old in days, $4 how many
-- Result    one row a run
-- Locks     the runs, skipping those that others hold; then what hangs on them. Nothing moves a run that is over.
-- Index     the primary key of runs, from its old end; the primary keys of what is deleted.
WITH old AS (
  SELECT r.tenant_id, r.id FROM maestro_runs r
  WHERE r.tenant_id = $1 AND r.id < $2::uuid AND r.finished_at < maestro_now() - $3::int * interval '1 day'
  ORDER BY r.id
  LIMIT $4
  FOR UPDATE SKIP LOCKED
), history AS (
  DELETE FROM maestro_events e USING old WHERE e.tenant_id = old.tenant_id AND e.run_id = old.id
  RETURNING e.xid
), mark AS (
  -- Whoever read only so far cannot go on as if nothing were missing.
  INSERT INTO maestro_pruned_events AS p (tenant_id, xid) SELECT $1, max(xid) FROM history HAVING count(*) > 0
  ON CONFLICT (tenant_id) DO UPDATE SET xid = greatest(p.xid, excluded.xid)
), told AS (
  INSERT INTO maestro_audit_entries (tenant_id, actor, action, detail)
  SELECT $1, 'system', 'run.pruned', jsonb_build_object('runs', jsonb_agg(old.id ORDER BY old.id)) FROM old HAVING count(*) > 0
)
DELETE FROM maestro_runs r USING old WHERE r.tenant_id = old.tenant_id AND r.id = old.id
RETURNING r.id
