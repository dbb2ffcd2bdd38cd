REVOKE DELETE ON maestro_api_keys FROM maestro_app;
DROP TABLE maestro_trust_rules;
DROP TABLE maestro_sessions;
DROP TABLE maestro_sign_ins;
