DROP TABLE maestro_audit_entries;
