-- Purpose   What the chain hashes of a row of history, and of an entry of the audit trail: a JSON array of texts and nulls,
--           already in the canonical form of RFC 8785. Numbers of 64 bits, times and whole documents are texts in it, so
--           that no reader of JSON can round them. A time is its microseconds since 1970.
-- Order     event: xid, id, at, run, type, actor, transitions, data; entry: xid, id, at, actor, action, subject, detail
CREATE FUNCTION maestro_audit_event_text_v1(e maestro_events) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT '["' || e.xid || '","' || e.id || '","' || (extract(epoch FROM e.at) * 1000000)::bigint || '","' || e.run_id || '",'
         || to_json(e.type) || ',' || coalesce(to_json(e.actor)::text, 'null') || ','
         || coalesce(to_json(e.transitions::text)::text, 'null') || ',' || coalesce(to_json(e.data::text)::text, 'null') || ']'
$$;

CREATE FUNCTION maestro_audit_entry_text_v1(a maestro_audit_entries) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT '["' || a.xid || '","' || a.id || '","' || (extract(epoch FROM a.at) * 1000000)::bigint || '",'
         || to_json(a.actor) || ',' || to_json(a.action) || ',' || coalesce(to_json(a.subject)::text, 'null') || ','
         || to_json(a.detail::text) || ']'
$$;
