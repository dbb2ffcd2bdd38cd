-- Purpose   Gives a map or loop its frame: the state it goes on from, the pieces of its list, and numbers for the tasks
--           of all its items. A hole in the numbers, where fewer are made, is harmless.
-- Params    p_token: of the attempt that asks. p_top: the first number that is free in a run without a frame. p_most: items
--           that all maps of a run may have. p_items: the list of a map, `p_per_chunk` items each.
-- Result    opened; exists (an attempt before this one has opened it: go on with that); stale (the attempt is over);
--           too-many (the run has no room for so many items)
-- Locks     the task, then its run.
-- Index     the primary keys.
CREATE FUNCTION maestro_open_frame_v1(
  p_tenant uuid, p_run uuid, p_n int, p_token bigint, p_node int, p_kind text, p_count int, p_width int, p_max_parallel int,
  p_tolerate boolean, p_top int, p_most int, p_per_chunk int, p_items jsonb[])
RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_base bigint;
BEGIN
  PERFORM 1 FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n AND t.status = 'running' AND t.token = p_token
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'stale'; END IF;
  PERFORM 1 FROM maestro_frames f WHERE f.tenant_id = p_tenant AND f.run_id = p_run AND f.n = p_n;
  IF FOUND THEN RETURN 'exists'; END IF;

  SELECT coalesce(r.next_n, p_top) INTO v_base FROM maestro_runs r
  WHERE r.tenant_id = p_tenant AND r.id = p_run
  FOR NO KEY UPDATE;
  IF v_base + p_count::bigint * p_width > 2147483647 THEN RETURN 'too-many'; END IF;
  -- There are no more items than numbers: mostly that answers it.
  IF p_kind = 'map' AND v_base - p_top + p_count > p_most THEN
    PERFORM 1 FROM maestro_frames f WHERE f.tenant_id = p_tenant AND f.run_id = p_run AND f.kind = 'map'
    HAVING coalesce(sum(f.count), 0) + p_count > p_most;
    IF FOUND THEN RETURN 'too-many'; END IF;
  END IF;
  UPDATE maestro_runs r SET next_n = v_base + p_count * p_width WHERE r.tenant_id = p_tenant AND r.id = p_run;

  INSERT INTO maestro_frames (tenant_id, run_id, n, node, kind, count, base, width, per_chunk, max_parallel, tolerate)
  VALUES (p_tenant, p_run, p_n, p_node, p_kind, p_count, v_base, p_width, p_per_chunk, p_max_parallel, p_tolerate);
  INSERT INTO maestro_frame_items (tenant_id, run_id, n, chunk, items)
  SELECT p_tenant, p_run, p_n, c.i - 1, c.items FROM unnest(p_items) WITH ORDINALITY AS c (items, i);
  RETURN 'opened';
END $$;
