-- Purpose   Puts a question to people, with the inputs that its answer is about: frozen, and executed as they are.
-- Params    p_timeout_ms null: the question stands for ever. p_covered: numbers and inputs of the tasks it covers.
-- Result    how long it still stands, in milliseconds, null for ever; no row where the attempt is no longer the task's.
--           A question that somebody has answered already stays as it was asked: an earlier attempt put it.
-- Locks     the task, then the approval.
-- Index     the primary keys.
CREATE FUNCTION maestro_ask_approval_v2(
  p_tenant uuid, p_run uuid, p_n int, p_token bigint, p_message text, p_approvers text[], p_quorum int, p_digest text,
  p_shown jsonb, p_timeout_ms bigint, p_covered int[], p_inputs jsonb[])
RETURNS TABLE (stands_ms float8)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
BEGIN
  PERFORM 1 FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n AND t.status = 'running' AND t.token = p_token
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM 1 FROM maestro_approvals a WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n FOR NO KEY UPDATE;

  INSERT INTO maestro_approvals AS a (tenant_id, run_id, n, message, approvers, quorum, digest, shown, requested_by,
                                      requested_subject, created_at, expires_at)
  SELECT p_tenant, p_run, p_n, p_message, p_approvers, p_quorum, p_digest, p_shown, r.created_by,
         coalesce(r.created_subject, r.created_by), v_now, v_now + p_timeout_ms * interval '1 millisecond'
  FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run
  ON CONFLICT (tenant_id, run_id, n) DO UPDATE
    SET message = excluded.message, digest = excluded.digest, shown = excluded.shown, created_at = excluded.created_at,
        expires_at = excluded.expires_at
    WHERE a.status = 'pending'
      AND NOT EXISTS (SELECT FROM maestro_votes v WHERE v.tenant_id = p_tenant AND v.run_id = p_run AND v.n = p_n);
  IF FOUND THEN
    INSERT INTO maestro_frozen_inputs (tenant_id, run_id, n, input)
    SELECT p_tenant, p_run, c.n, c.input FROM unnest(p_covered, p_inputs) AS c (n, input)
    ON CONFLICT (tenant_id, run_id, n) DO UPDATE SET input = excluded.input;
  END IF;

  RETURN QUERY
    SELECT greatest(0, extract(epoch FROM a.expires_at - v_now) * 1000)::float8
    FROM maestro_approvals a WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n;
END $$;
