DROP FUNCTION maestro_expand_v1;
DROP FUNCTION maestro_open_frame_v1;
