DROP FUNCTION maestro_not_owned();
