-- Purpose   What an attempt has read and written, as its entry in the ledger says. Nothing where the usage is none that could be, or
--           does not count in tokens.
CREATE FUNCTION maestro_used_tokens_v1(p_usage jsonb, p_flags text[]) RETURNS TABLE (input float8, output float8)
LANGUAGE sql IMMUTABLE
AS $$
  SELECT CASE WHEN a.counted THEN greatest((p_usage ->> 'input')::float8, 0) ELSE 0 END,
         CASE WHEN a.counted THEN greatest((p_usage ->> 'output')::float8, 0) ELSE 0 END
  FROM (SELECT jsonb_typeof(p_usage -> 'input') = 'number' AND jsonb_typeof(p_usage -> 'output') = 'number'
                 AND NOT p_flags @> '{impossible}' AS counted) a
$$;
