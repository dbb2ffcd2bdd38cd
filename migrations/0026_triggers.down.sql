-- Undoes 0026_triggers.
DROP TABLE maestro_run_causes, maestro_firings, maestro_triggers, maestro_received_events;
