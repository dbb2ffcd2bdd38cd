-- Purpose   What happened to the runs of all tenants behind a position, of some types, in the order in which every reader sees it.
-- Params    $1 xid and $2 id behind which the page begins, $3 rows looked through, $4 types
-- Result    the events with what is known of their runs, each with: how many rows were `looked` through, the position `upto` which
--           that went (null where there were none), the first transaction not settled yet, and whether there is an event of it or
--           a later one. One row without an event where there is none of those types.
-- Index     maestro_events_feed, the primary key of runs
WITH s AS MATERIALIZED (
  SELECT pg_snapshot_xmin(pg_current_snapshot()) AS now
), page AS MATERIALIZED (
  SELECT e.* FROM s CROSS JOIN LATERAL (
    SELECT e.tenant_id, e.run_id, e.xid, e.id, e.at, e.type, e.actor, e.data FROM maestro_events e
    WHERE e.xid >= $1::text::xid8 AND (e.xid, e.id) > ($1::text::xid8, $2::bigint) AND e.xid < s.now
    ORDER BY e.xid, e.id LIMIT $3) e
), span AS MATERIALIZED (
  -- Once for the page, and not for each of its rows.
  SELECT count(p.*)::int AS looked, s.now, max(p.xid) AS xid,
         (SELECT l.id FROM page l ORDER BY l.xid DESC, l.id DESC LIMIT 1) AS id,
         EXISTS (SELECT FROM maestro_events e WHERE e.xid >= s.now) AS unsettled
  FROM s LEFT JOIN page p ON true GROUP BY s.now
)
SELECT p.looked, p.now::text AS now, p.xid::text AS "uptoXid", p.id::text AS "uptoId", p.unsettled,
       e.tenant_id AS "tenantId", e.run_id AS "runId", e.xid::text AS xid, e.id::text AS id, e.at, e.type, e.actor, e.data,
       r.template_id AS "templateId", r.template_version AS "templateVersion", r.orchestra_id AS "orchestraId"
FROM span p
LEFT JOIN page e ON e.type = ANY ($4::text[])
LEFT JOIN LATERAL (SELECT r.template_id, r.template_version, r.orchestra_id FROM maestro_runs r
                   WHERE r.tenant_id = e.tenant_id AND r.id = e.run_id OFFSET 0) r ON true
ORDER BY e.xid, e.id
