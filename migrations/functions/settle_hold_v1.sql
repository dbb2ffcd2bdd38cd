-- Purpose   Says what becomes of a run that found no place under its concurrency key.
-- Params    p_on_busy: queue | skip | replace | coalesce
-- Result    none     it is not held any more, or a place is free: whoever passes places on sees to it
--           held     it waits
--           refuse   it shall not run; `other`: the run that waits in its stead
-- Locks     the key, so that of several that look at once one is the first.
-- Index     maestro_holds_key, primary keys.
CREATE FUNCTION maestro_settle_hold_v1(p_tenant uuid, p_run uuid, p_key text, p_on_busy text)
RETURNS TABLE (kind text, other uuid)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_free int;
  v_other uuid;
BEGIN
  SELECT k.slots - k.held INTO v_free FROM maestro_slot_keys k
  WHERE k.tenant_id = p_tenant AND k.key = p_key
  FOR NO KEY UPDATE;
  IF v_free > 0 OR NOT EXISTS (SELECT FROM maestro_holds h WHERE h.tenant_id = p_tenant AND h.run_id = p_run) THEN
    RETURN QUERY SELECT 'none', NULL::uuid;
    RETURN;
  END IF;
  IF p_on_busy = 'coalesce' THEN
    SELECT h.run_id INTO v_other FROM maestro_holds h
    JOIN maestro_runs r ON r.tenant_id = h.tenant_id AND r.id = h.run_id
    WHERE h.tenant_id = p_tenant AND h.key = p_key AND h.run_id <> p_run AND h.detail ? 'settled' AND r.control IN ('none', 'pause')
    ORDER BY h.rank, h.created_at, h.run_id LIMIT 1;
    IF v_other IS NULL OR EXISTS (SELECT FROM maestro_holds h
                                  WHERE h.tenant_id = p_tenant AND h.run_id = p_run AND h.detail ? 'settled') THEN
      UPDATE maestro_holds h SET detail = h.detail || '{"settled": true}'
      WHERE h.tenant_id = p_tenant AND h.run_id = p_run AND NOT h.detail ? 'settled';
      v_other := NULL;
    END IF;
  END IF;
  RETURN QUERY SELECT CASE WHEN p_on_busy = 'skip' OR v_other IS NOT NULL THEN 'refuse' ELSE 'held' END, v_other;
END $$;
