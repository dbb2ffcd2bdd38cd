-- Purpose   Lets tasks of the backlog of one queue enter it: ready -> queued, of each tenant so many as it is due. No event is
--           written: that a task waited for its turn stands in when it was ready and when it was claimed.
-- Params    p_before: only what has been ready since before then; null: all
-- Result    queued   dispatch it
--           paused   its run is paused: it goes on with the run
-- Locks     the tasks by (tenant, run, n), skipping those somebody else moves.
-- Index     maestro_backlog_order, primary keys.
CREATE FUNCTION maestro_admit_v1(p_queue text, p_tenant uuid[], p_count int[], p_before timestamptz)
RETURNS TABLE (kind text, tenant_id uuid, run_id uuid, n int)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_tenant uuid[];
  v_run uuid[];
  v_n int[];
BEGIN
  SELECT array_agg(l.tenant_id), array_agg(l.run_id), array_agg(l.n) INTO v_tenant, v_run, v_n
  FROM (
    SELECT t.tenant_id, t.run_id, t.n
    FROM (SELECT b.tenant_id, b.run_id, b.n
          FROM unnest(p_tenant, p_count) AS q (tenant_id, count),
               LATERAL (SELECT * FROM maestro_backlog b
                        WHERE b.queue = p_queue AND b.tenant_id = q.tenant_id AND (p_before IS NULL OR b.ready_at < p_before)
                        ORDER BY b.rank, b.ready_at LIMIT q.count) b) b
    JOIN maestro_tasks t ON t.tenant_id = b.tenant_id AND t.run_id = b.run_id AND t.n = b.n
    ORDER BY t.tenant_id, t.run_id, t.n
    FOR NO KEY UPDATE OF t SKIP LOCKED
  ) l;

  RETURN QUERY
  WITH picked AS (
    SELECT * FROM unnest(v_tenant, v_run, v_n) AS p (tenant_id, run_id, n)
  ), admitted AS (
    UPDATE maestro_tasks t SET status = 'queued' FROM picked p
    WHERE t.tenant_id = p.tenant_id AND t.run_id = p.run_id AND t.n = p.n AND t.status = 'ready'
    RETURNING t.tenant_id, t.run_id, t.n
  ), gone AS (
    DELETE FROM maestro_backlog b USING picked p WHERE b.tenant_id = p.tenant_id AND b.run_id = p.run_id AND b.n = p.n
  )
  SELECT CASE WHEN r.control = 'pause' THEN 'paused' ELSE 'queued' END, a.tenant_id, a.run_id, a.n
  FROM admitted a JOIN maestro_runs r ON r.tenant_id = a.tenant_id AND r.id = a.run_id;
END $$;
