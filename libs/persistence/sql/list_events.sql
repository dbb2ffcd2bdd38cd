-- Purpose   One page of a run's events in reading order, (xid, id).
-- Params    $1 tenant, $2 run, $3 xid and $4 id behind which the page begins, $5 rows
-- Result    the events; one that is not `settled` may yet be preceded by another and must not be shown. As the
--           order begins with the xid, all settled ones come first.
-- Index     primary key
SELECT xid::text AS xid, id::text AS id, at, type, actor, transitions, data,
       xid < pg_snapshot_xmin(pg_current_snapshot()) AS settled
FROM maestro_events
WHERE tenant_id = $1 AND run_id = $2 AND (xid, id) > ($3::text::xid8, $4::bigint)
ORDER BY maestro_events.xid, maestro_events.id
LIMIT $5
