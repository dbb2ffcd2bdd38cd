-- Purpose   What happened to the runs of some tenants between two positions, in the order in which every reader sees it.
-- Params    $1 xid and $2 id behind which it begins, $3 xid and $4 id up to which it goes, and of whom what: $5 tenant[], $6 type[]
-- Result    the events, with what is known of their runs
-- Index     maestro_events_feed, the primary key of runs
SELECT e.tenant_id AS "tenantId", e.run_id AS "runId", e.xid::text AS xid, e.id::text AS id, e.at, e.type, e.actor, e.data,
       r.template_id AS "templateId", r.template_version AS "templateVersion", coalesce(r.orchestra_id, CASE WHEN e.type = 'slot.deadline_missed' THEN (e.data ->> 'orchestra')::uuid END) AS "orchestraId"
FROM maestro_events e
LEFT JOIN LATERAL (SELECT r.template_id, r.template_version, r.orchestra_id FROM maestro_runs r
                   WHERE r.tenant_id = e.tenant_id AND r.id = e.run_id OFFSET 0) r ON true
WHERE e.xid >= $1::text::xid8 AND (e.xid, e.id) > ($1::text::xid8, $2::bigint)
  AND e.xid <= $3::text::xid8 AND (e.xid, e.id) <= ($3::text::xid8, $4::bigint)
  AND (e.tenant_id, e.type) IN (SELECT * FROM unnest($5::uuid[], $6::text[]))
ORDER BY e.xid, e.id
