DROP TABLE maestro_freeze_breaks;
DROP TABLE maestro_freeze_windows;
