DROP FUNCTION maestro_used_tokens_v1;
