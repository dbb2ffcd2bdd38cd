DROP TABLE maestro_hooks;
