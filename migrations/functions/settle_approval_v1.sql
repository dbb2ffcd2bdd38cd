-- Purpose   How the question of a parked task stands; one that nobody may answer any more expires with this.
-- Result    the task, and the question's status; `votes` in the order in which they were given. No row where the task is not
--           parked for it, or its run is paused.
-- Locks     the approval.
-- Index     the primary keys.
CREATE FUNCTION maestro_settle_approval_v1(p_tenant uuid, p_run uuid, p_n int)
RETURNS TABLE (node int, parent_n int, idx int, scope_n int, token bigint, status text, votes jsonb)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
BEGIN
  PERFORM 1 FROM maestro_approvals a WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n FOR NO KEY UPDATE;
  UPDATE maestro_approvals a SET status = 'expired', decided_at = v_now
  FROM maestro_tasks t JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
  WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n AND a.status = 'pending' AND a.expires_at <= v_now
    AND t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n AND t.status = 'waiting'
    AND (r.control = 'none' OR r.control <> 'pause' AND t.urgent > 0);

  RETURN QUERY
    SELECT t.node, t.parent_n, t.idx, t.scope_n, t.token, a.status,
           coalesce((SELECT jsonb_agg(jsonb_build_object('person', v.person, 'decision', v.decision, 'comment', v.comment,
                                                         'at', v.at) ORDER BY v.at, v.person)
                     FROM maestro_votes v WHERE v.tenant_id = p_tenant AND v.run_id = p_run AND v.n = p_n), '[]')
    FROM maestro_approvals a
    JOIN maestro_tasks t ON t.tenant_id = a.tenant_id AND t.run_id = a.run_id AND t.n = a.n
    JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
    WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n AND t.status = 'waiting'
      AND (r.control = 'none' OR r.control <> 'pause' AND t.urgent > 0);
END $$;
