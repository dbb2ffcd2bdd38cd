-- Why: what a step costs is mostly the set-up of its statements. The plain case is one statement by now, which refuses as a
-- whole what is not plain.

-- Ends a statement that found itself wrong about whose a row is.
CREATE FUNCTION maestro_not_owned() RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RAISE EXCEPTION 'a row is not its caller''s' USING ERRCODE = 'MA001';
END $$;
