-- Purpose   Forgets slots of schedules that were settled long ago, of all tenants, with what was told of them; those that have a run
--           only after it.
-- Params    $1 how old in days, $2 how many
-- Result    one row a slot
-- Locks     the slots, skipping those that others hold
-- Index     maestro_schedule_slots_settled, from its old end; primary keys
WITH old AS (
  SELECT s.tenant_id, s.orchestra_id, s.slot, CASE WHEN s.told_in IS DISTINCT FROM s.run_id THEN s.told_in END AS told_in
  FROM maestro_schedule_slots s
  WHERE s.settled_at < maestro_now() - $1::int * interval '1 day' AND s.deadline IS DISTINCT FROM 'pending'
    AND (SELECT r.id FROM maestro_runs r WHERE r.tenant_id = s.tenant_id AND r.id = s.run_id) IS NULL
  ORDER BY s.settled_at
  LIMIT $2::int
  FOR UPDATE SKIP LOCKED
), history AS (
  DELETE FROM maestro_events e USING old
  WHERE e.tenant_id = old.tenant_id AND e.run_id = old.told_in AND e.type = 'slot.deadline_missed'
  RETURNING e.tenant_id, e.run_id, e.xid
), mark AS (
  INSERT INTO maestro_pruned_events AS p (tenant_id, xid) SELECT tenant_id, max(xid) FROM history GROUP BY tenant_id
  ON CONFLICT (tenant_id) DO UPDATE SET xid = greatest(p.xid, excluded.xid)
), told AS (
  INSERT INTO maestro_audit_entries (tenant_id, actor, action, detail)
  SELECT tenant_id, 'system', 'run.pruned', jsonb_build_object('runs', jsonb_agg(run_id ORDER BY run_id)) FROM history
  GROUP BY tenant_id
)
DELETE FROM maestro_schedule_slots s USING old
WHERE s.tenant_id = old.tenant_id AND s.orchestra_id = old.orchestra_id AND s.slot = old.slot
RETURNING s.slot
