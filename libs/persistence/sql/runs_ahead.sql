-- Purpose   Which runs have to wait until others of their orchestras have ended: those that began, and those that have waited longer.
--           Of an orchestra one of whose runs need not wait, it has the next one looked at soon.
-- Params    per run: $1 tenant[], $2 run[]
-- Result    the runs that have been made, and whose orchestra has its runs wait for each other: how many are ahead, counted to two
-- Locks     the holds that it has looked at.
-- Index     maestro_runs_orchestra_open, primary keys
WITH asked AS (
  SELECT r.tenant_id, r.id, r.orchestra_id, r.created_at, (
    SELECT count(*)::int FROM (
      SELECT FROM maestro_runs x
      WHERE x.tenant_id = r.tenant_id AND x.orchestra_id = r.orchestra_id AND x.parent_run IS NULL AND x.finished_at IS NULL
        AND x.id <> r.id AND (x.status <> 'pending' OR (x.created_at, x.id) < (r.created_at, r.id)) LIMIT 2) first) AS ahead
  FROM unnest($1::uuid[], $2::uuid[]) AS w (tenant_id, id)
  CROSS JOIN LATERAL (SELECT * FROM maestro_runs r WHERE r.tenant_id = w.tenant_id AND r.id = w.id OFFSET 0) r
  JOIN maestro_orchestras o ON o.tenant_id = r.tenant_id AND o.id = r.orchestra_id
  WHERE o.schedule -> 'overlap' NOT IN ('"allow"', '"cancel_running"')
), next AS (
  UPDATE maestro_holds h SET wake_at = least(h.wake_at, maestro_now() + interval '2 seconds')
  FROM asked a
  CROSS JOIN LATERAL (
    SELECT x.tenant_id, x.id FROM maestro_runs x JOIN maestro_holds w ON w.tenant_id = x.tenant_id AND w.run_id = x.id
    WHERE x.tenant_id = a.tenant_id AND x.orchestra_id = a.orchestra_id AND x.parent_run IS NULL AND x.finished_at IS NULL
      AND x.id <> a.id AND w.reason = 'OVERLAP'
    ORDER BY x.created_at, x.id LIMIT 1) x
  WHERE a.ahead = 0 AND h.tenant_id = x.tenant_id AND h.run_id = x.id AND h.reason = 'OVERLAP'
)
SELECT id AS run_id, ahead, maestro_now() AS now FROM asked
