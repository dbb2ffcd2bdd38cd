-- Purpose   Takes slots back from tasks of a paused run that were passed one and have not begun: they ask again once the run
--           goes on.
-- Result    the keys of which slots fell free.
-- Locks     the tasks by n, then the keys.
-- Index     primary keys.
CREATE FUNCTION maestro_yield_slots_v1(p_tenant uuid, p_run uuid)
RETURNS TABLE (key text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_key text[];
BEGIN
  PERFORM 1 FROM maestro_slots s
  JOIN maestro_tasks t ON t.tenant_id = s.tenant_id AND t.run_id = s.run_id AND t.n = s.n
  WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.kind = 'slot' AND t.status = 'queued'
  ORDER BY t.n
  FOR NO KEY UPDATE OF t;
  IF NOT FOUND OR NOT EXISTS (SELECT FROM maestro_runs r
                              WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.control = 'pause') THEN RETURN; END IF;
  WITH given_back AS (
    DELETE FROM maestro_slots s USING maestro_tasks t
    WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.kind = 'slot'
      AND t.tenant_id = s.tenant_id AND t.run_id = s.run_id AND t.n = s.n AND t.status = 'queued'
    RETURNING s.key
  )
  SELECT array_agg(g.key) INTO v_key FROM given_back g;
  PERFORM 1 FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = ANY (v_key) ORDER BY k.key FOR NO KEY UPDATE;
  RETURN QUERY
  UPDATE maestro_slot_keys k SET held = k.held - g.count
  FROM (SELECT f.key, count(*)::int AS count FROM unnest(v_key) AS f (key) GROUP BY 1) g
  WHERE k.tenant_id = p_tenant AND k.key = g.key
  RETURNING k.key;
END $$;
