-- Purpose   Who did what, newest first: entries of the audit trail, and what somebody did to a run.
-- Params    $1 tenant, $2 and $3 xid and id before which the page begins (null: the newest), $4 source of that row,
--           $5 actor, $6 action, $7 subject, $8 from, $9 to, $10 rows, $11 the run that the subject names
-- Result    rows in falling order of (xid, source, id)
-- Index     the primary key of entries and maestro_events_actor, from their young end; with a subject,
--           maestro_audit_entries_subject and the primary key of events
WITH entry AS (
  SELECT a.xid, 0 AS source, a.id, a.at, a.actor, a.action, a.subject, NULL::uuid AS run_id, a.detail
  FROM maestro_audit_entries a
  WHERE a.tenant_id = $1 AND ($2::text IS NULL OR (a.xid, 0, a.id) < ($2::text::xid8, $4::int, $3::bigint))
    AND ($5::text IS NULL OR a.actor = $5) AND ($6::text IS NULL OR a.action = $6)
    AND ($7::text IS NULL OR a.subject = $7)
    AND ($8::timestamptz IS NULL OR a.at >= $8) AND ($9::timestamptz IS NULL OR a.at < $9)
  ORDER BY a.xid DESC, a.id DESC
  LIMIT $10
), event AS (
  SELECT e.xid, 1 AS source, e.id, e.at, e.actor, e.type AS action, NULL::text AS subject, e.run_id, coalesce(e.data, '{}') AS detail
  FROM maestro_events e
  WHERE e.tenant_id = $1 AND e.actor IS NOT NULL
    AND ($2::text IS NULL OR (e.xid, 1, e.id) < ($2::text::xid8, $4::int, $3::bigint))
    AND ($5::text IS NULL OR e.actor = $5) AND ($6::text IS NULL OR e.type = $6)
    AND ($7::text IS NULL OR e.run_id = $11::uuid)
    AND ($8::timestamptz IS NULL OR e.at >= $8) AND ($9::timestamptz IS NULL OR e.at < $9)
  ORDER BY e.xid DESC, e.id DESC
  LIMIT $10
)
SELECT x.xid::text AS xid, x.source, x.id::text AS id, x.at, x.actor, x.action, x.subject, x.run_id AS "runId", x.detail
FROM (SELECT * FROM entry UNION ALL SELECT * FROM event) x
ORDER BY x.xid DESC, x.source DESC, x.id DESC
LIMIT $10
