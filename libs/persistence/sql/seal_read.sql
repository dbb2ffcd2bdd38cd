-- Purpose   Digests of what is not sealed yet, below the oldest transaction still open: nothing can come before it any more.
-- Params    $1 the transaction up to which all is sealed, $2 rows after which no further transaction is begun
-- Result    one row a tenant: its parts as canonical JSON, without the brackets around them; how many rows they stand for; the
--           transaction up to which this goes, the time now, and the age of the oldest row in ms. A part is an entry of the
--           audit trail or the new rows of a run: kind, key, count, SHA-256 over the rows as a JSON array; entries before runs.
-- Index     maestro_events_feed, maestro_audit_entries_xid
WITH span AS MATERIALIZED (
  SELECT pg_snapshot_xmin(pg_current_snapshot()) AS high,
         least((SELECT e.xid FROM maestro_events e WHERE e.xid > $1::text::xid8 ORDER BY e.xid OFFSET $2 LIMIT 1),
               (SELECT a.xid FROM maestro_audit_entries a WHERE a.xid > $1::text::xid8 ORDER BY a.xid OFFSET $2 LIMIT 1)) AS cut
), part AS (
  SELECT a.tenant_id, 1 AS place, 'entry' AS kind, a.xid || '.' || a.id AS key, 1 AS rows, a.xid, a.at,
         sha256(convert_to('[' || maestro_audit_entry_text_v1(a) || ']', 'UTF8')) AS digest
  FROM maestro_audit_entries a, span s
  WHERE a.xid > $1::text::xid8 AND a.xid < s.high AND a.xid <= coalesce(s.cut, s.high)
  UNION ALL
  SELECT e.tenant_id, 2, 'run', e.run_id::text, count(*)::int, max(e.xid), min(e.at),
         sha256(convert_to('[' || string_agg(maestro_audit_event_text_v1(e), ',' ORDER BY e.xid, e.id) || ']', 'UTF8'))
  FROM maestro_events e, span s
  WHERE e.xid > $1::text::xid8 AND e.xid < s.high AND e.xid <= coalesce(s.cut, s.high)
  GROUP BY e.tenant_id, e.run_id
)
SELECT p.tenant_id, sum(p.rows)::int AS rows, (max(max(p.xid)) OVER ())::text AS upto, maestro_now() AS now,
       (extract(epoch FROM maestro_now() - min(min(p.at)) OVER ()) * 1000)::float8 AS age_ms,
       string_agg('["' || p.kind || '","' || p.key || '",' || p.rows || ',"' || encode(p.digest, 'hex') || '"]', ','
                  ORDER BY p.place, CASE WHEN p.place = 1 THEN p.xid END, p.key) AS parts
FROM part p
GROUP BY p.tenant_id
