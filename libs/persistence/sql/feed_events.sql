-- Purpose   What happened to all runs of a tenant behind a position, in reading order, (xid, id).
-- Params    $1 tenant, $2 xid and $3 id behind which the page begins, $4 rows, $5 types of events; null for all
-- Result    the events with what is known of their runs, each with `now`, the first transaction of which one may be missing yet: an
--           event of it or a later one must not be shown. One row without an event where there is none.
-- Index     maestro_events_feed, the primary key of runs
SELECT s.now::text AS now, e.xid::text AS xid, e.id::text AS id, e.run_id AS "runId", e.at, e.type, e.actor, e.transitions, e.data,
       coalesce(r.orchestra_id, CASE WHEN e.type = 'slot.deadline_missed' THEN (e.data ->> 'orchestra')::uuid END) AS "orchestraId", r.template_id AS "templateId", r.template_version AS "templateVersion",
       e.xid < s.now AS settled
FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS now) s
LEFT JOIN LATERAL (SELECT * FROM maestro_events e
                   WHERE e.tenant_id = $1 AND e.xid >= $2::text::xid8 AND (e.xid, e.id) > ($2::text::xid8, $3::bigint)
                     AND ($5::text[] IS NULL OR e.type = ANY ($5))
                   ORDER BY e.xid, e.id LIMIT $4) e ON true
LEFT JOIN LATERAL (SELECT r.orchestra_id, r.template_id, r.template_version FROM maestro_runs r
                   WHERE r.tenant_id = e.tenant_id AND r.id = e.run_id OFFSET 0) r ON true
ORDER BY e.xid, e.id
