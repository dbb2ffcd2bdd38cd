-- Purpose   Digests of what is not sealed yet, below the oldest transaction still open: nothing can come before it any more.
-- Params    $1 the transaction up to which all is sealed, $2 rows after which no further transaction is begun
-- Result    one row for each entry of the audit trail, and one for the new rows of each run: tenant, kind, key, count of
--           rows, SHA-256 over them as a JSON array; the transaction up to which this goes, the time now, and the age of
--           the oldest row in ms. By tenant, entries before runs.
-- Index     maestro_events_xid, maestro_audit_entries_xid
WITH span AS MATERIALIZED (
  SELECT pg_snapshot_xmin(pg_current_snapshot()) AS high,
         least((SELECT e.xid FROM maestro_events e WHERE e.xid > $1::text::xid8 ORDER BY e.xid OFFSET $2 LIMIT 1),
               (SELECT a.xid FROM maestro_audit_entries a WHERE a.xid > $1::text::xid8 ORDER BY a.xid OFFSET $2 LIMIT 1)) AS cut
), part AS (
  SELECT a.tenant_id, 1 AS place, 'entry' AS kind, a.xid || '.' || a.id AS key, 1 AS rows, a.xid, a.at,
         encode(sha256(convert_to('[' || maestro_audit_entry_text_v1(a) || ']', 'UTF8')), 'hex') AS digest
  FROM maestro_audit_entries a, span s
  WHERE a.xid > $1::text::xid8 AND a.xid < s.high AND a.xid <= coalesce(s.cut, s.high)
  UNION ALL
  SELECT e.tenant_id, 2, 'run', e.run_id::text, count(*)::int, max(e.xid), min(e.at),
         encode(sha256(convert_to('[' || string_agg(maestro_audit_event_text_v1(e), ',' ORDER BY e.xid, e.id) || ']', 'UTF8')),
                'hex')
  FROM maestro_events e, span s
  WHERE e.xid > $1::text::xid8 AND e.xid < s.high AND e.xid <= coalesce(s.cut, s.high)
  GROUP BY e.tenant_id, e.run_id
)
SELECT p.tenant_id, p.kind, p.key, p.rows, p.digest, (max(p.xid) OVER ())::text AS upto, maestro_now() AS now,
       (extract(epoch FROM maestro_now() - min(p.at) OVER ()) * 1000)::float8 AS age_ms
FROM part p
ORDER BY p.tenant_id, p.place, CASE WHEN p.place = 1 THEN p.xid END, p.key
