-- Purpose   All that says why a run stands where it stands.
-- Params    $1 tenant, $2 run
-- Result    one row; none where there is no such run.
-- Index     primary keys; maestro_runs_orchestra_open; the events of the run backwards, up to the last word about it
SELECT r.template_id, r.template_version, r.status, r.control, r.created_at, r.started_at, r.finished_at, r.check_at, r.stop_at,
       r.deadline_at, r.failed_task, h.reason AS hold_reason, h.key AS hold_key, h.detail AS hold_detail,
       h.wake_at AS hold_wake_at, h.created_at AS hold_since,
       CASE WHEN h.key IS NOT NULL THEN
         (SELECT array_agg(s.run_id) FROM (SELECT s.run_id FROM maestro_slots s
          WHERE s.tenant_id = r.tenant_id AND s.key = h.key ORDER BY s.taken_at LIMIT 5) s)
       WHEN h.reason = 'OVERLAP' THEN
         (SELECT array_agg(a.id) FROM (SELECT x.id FROM maestro_runs x
          WHERE x.tenant_id = r.tenant_id AND x.orchestra_id = r.orchestra_id AND x.parent_run IS NULL AND x.finished_at IS NULL
            AND x.id <> r.id AND (x.status <> 'pending' OR (x.created_at, x.id) < (r.created_at, r.id))
          ORDER BY x.created_at, x.id LIMIT 5) a) END AS holders,
       c.at AS asked_at, c.actor AS asked_by, c.data ->> 'reason' AS asked_why, maestro_now() AS now
FROM maestro_runs r
LEFT JOIN maestro_holds h ON h.tenant_id = r.tenant_id AND h.run_id = r.id
LEFT JOIN LATERAL (
  SELECT e.at, e.actor, e.data FROM maestro_events e
  WHERE r.control <> 'none' AND e.tenant_id = r.tenant_id AND e.run_id = r.id AND e.type = 'run.control'
  ORDER BY e.xid DESC, e.id DESC LIMIT 1
) c ON true
WHERE r.tenant_id = $1::uuid AND r.id = $2::uuid
