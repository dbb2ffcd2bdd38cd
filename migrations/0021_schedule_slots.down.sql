DROP TABLE maestro_schedule_slots;
DROP TABLE maestro_backfills;
