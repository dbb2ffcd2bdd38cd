-- Undoes 0026_triggers.
SELECT 1;
