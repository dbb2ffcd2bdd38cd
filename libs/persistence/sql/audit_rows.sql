-- Purpose   The rows that a record of the chain stands for, as they are hashed.
-- Params    $1 tenant, $2 and $3 the transactions behind which and up to which it stands, $4 its runs
-- Result    one row a part that is still there: kind, key, and its rows as a JSON array
-- Index     the primary keys of entries and of events
SELECT 'entry' AS kind, a.xid || '.' || a.id AS key, '[' || maestro_audit_entry_text_v1(a) || ']' AS rows
FROM maestro_audit_entries a
WHERE a.tenant_id = $1 AND a.xid > $2::text::xid8 AND a.xid <= $3::text::xid8
UNION ALL
SELECT 'run', e.run_id::text, '[' || string_agg(maestro_audit_event_text_v1(e), ',' ORDER BY e.xid, e.id) || ']'
FROM unnest($4::uuid[]) AS r (id)
JOIN maestro_events e ON e.tenant_id = $1 AND e.run_id = r.id AND e.xid > $2::text::xid8 AND e.xid <= $3::text::xid8
GROUP BY e.run_id
