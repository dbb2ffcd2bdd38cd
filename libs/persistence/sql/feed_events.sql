-- Purpose   What happened to all runs of a tenant behind a position, in reading order, (xid, id).
-- Params    $1 tenant, $2 xid and $3 id behind which the page begins, $4 rows
-- Result    the events with what is known of their runs; one that is not `settled` may yet be preceded by another and must not be
--           shown. As the order begins with the xid, all settled ones come first.
-- Index     maestro_events_feed, the primary key of runs
SELECT e.xid::text AS xid, e.id::text AS id, e.run_id AS "runId", e.at, e.type, e.actor, e.transitions, e.data,
       r.orchestra_id AS "orchestraId", r.template_id AS "templateId", r.template_version AS "templateVersion",
       e.xid < pg_snapshot_xmin(pg_current_snapshot()) AS settled
FROM maestro_events e
LEFT JOIN LATERAL (SELECT r.orchestra_id, r.template_id, r.template_version FROM maestro_runs r
                   WHERE r.tenant_id = e.tenant_id AND r.id = e.run_id OFFSET 0) r ON true
WHERE e.tenant_id = $1 AND e.xid >= $2::text::xid8 AND (e.xid, e.id) > ($2::text::xid8, $3::bigint)
ORDER BY e.xid, e.id
LIMIT $4
