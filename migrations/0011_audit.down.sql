DROP TABLE maestro_attestations, maestro_attestation_keys, maestro_audit_roots, maestro_audit_heads, maestro_audit_records,
           maestro_audit_cursor;
DROP FUNCTION maestro_audit_event_text_v1(maestro_events), maestro_audit_entry_text_v1(maestro_audit_entries);
DROP INDEX maestro_events_xid, maestro_events_actor;
DROP TABLE maestro_audit_entries;
